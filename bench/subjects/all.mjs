// @ts-check
import { coldClientSubjects, coldSubjects } from './coldStart.mjs';
import { coldControls, warmControls } from './controls.mjs';
import { warmApiSubjects } from './invokeApi.mjs';
import { coldLambdaLocal, warmLambdaLocal } from './lambdaLocal.mjs';
import { coldServerlessOffline, warmServerlessOffline } from './serverlessOffline.mjs';
import { throughputSubjects } from './throughput.mjs';
import { typeScript } from './typeScript.mjs';
import { warmClientSubjects, warmFleetSubjects } from './warmFleet.mjs';

/** @typedef {import('../subject.mjs').Subject} Subject */

/** Everything that is measured, in the order of the table. @type {readonly Subject[]} */
export const SUBJECTS = [
  ...warmControls,
  ...warmFleetSubjects,
  ...warmApiSubjects,
  ...warmClientSubjects,
  warmLambdaLocal,
  ...warmServerlessOffline,
  ...coldControls,
  ...coldSubjects,
  typeScript,
  ...coldClientSubjects,
  coldLambdaLocal,
  ...coldServerlessOffline,
  ...throughputSubjects,
];
