/** Statements of lambda-contract §17 without a test, and why. */
export const LEFT_OUT: Readonly<Record<number, string>> = {
  68: 'SnapStart restore is not offered: a process image cannot be resumed from a snapshot here',
  69: 'SnapStart is not offered; restore/* answers 404 (statement 67)',
  70: 'SnapStart is not offered; restore/* answers 404 (statement 67)',
  71: 'SnapStart is not offered, so there are no snapshot credentials to hand out',
  72: 'SnapStart is not offered',
  73: 'SnapStart is not offered',
  213: 'Managed Instances mode is not offered: one invocation at a time per environment',
  214: 'Managed Instances mode is not offered',
  215: 'Managed Instances mode is not offered',
  216: 'Managed Instances mode is not offered',
  221: 'A plain process has no CPU share; every environment says so in its fidelity list',
};

export const STATEMENTS = 222;
