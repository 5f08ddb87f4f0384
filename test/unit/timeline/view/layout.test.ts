import { expect, test } from 'vitest';
import { LAYOUT_CASES } from './layoutStreams';
import { layOut, layoutText } from './layoutText';

test.each(Object.entries(LAYOUT_CASES))('%s', async (name, { events, choices }) => {
  await expect(layoutText(layOut(events(), choices))).toMatchFileSnapshot(
    `../../../golden/timeline/layout/${name}.txt`,
  );
});
