import { describe, expect, it } from 'vitest';
import { readErrorPayload } from '../../../src/editor/output/errorPayload';
import { errorPlace, importLine } from '../../../src/editor/output/errorPlace';
import { sourceFrames } from '../../../src/editor/output/sourceFrames';
import { functionConfiguration } from '../../../src/lambda/functionConfiguration';
