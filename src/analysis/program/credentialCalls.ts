/** Calls that give credentials of somebody else (analysis-rules §3). */
export const CREDENTIAL_CALLS: ReadonlySet<string> = new Set([
  'AssumeRoleCommand',
  'AssumeRoleWithWebIdentityCommand',
  'GetCredentialsForIdentityCommand',
  'GetFederationTokenCommand',
  'GetSessionTokenCommand',
  'assumeRole',
  'assume_role',
  'assume_role_with_saml',
  'assume_role_with_web_identity',
  'fromTemporaryCredentials',
  'getCredentialsForIdentity',
  'getFederationToken',
  'getSessionToken',
  'get_credentials_for_identity',
  'get_federation_token',
  'get_session_token',
]);
