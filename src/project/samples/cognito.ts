import type {
  CreateAuthChallengeTriggerEvent,
  CustomMessageTriggerEvent,
  DefineAuthChallengeTriggerEvent,
  PostAuthenticationTriggerEvent,
  PostConfirmationTriggerEvent,
  PreAuthenticationTriggerEvent,
  PreSignUpTriggerEvent,
  PreTokenGenerationTriggerEvent,
  PreTokenGenerationV2TriggerEvent,
  UserMigrationTriggerEvent,
  VerifyAuthChallengeResponseTriggerEvent,
} from 'aws-lambda';
import { choice, text, texts } from './parameter';
import type { SampleParameter } from './parameter';
import { sample } from './sample';
import type { Sample } from './sample';
import { region } from './values';

const POOL = {
  userPoolId: text('Id of the user pool', 'us-east-1_EXAMPLE'),
  userName: text('Name of the user', 'jane'),
  clientId: text('Id of the app client', '1example23456789'),
  region: region(),
} as const;
const USER = {
  ...POOL,
  userAttributes: texts('Attributes of the user', {
    sub: '6f1c7f2e-93d4-4d6b-8b7a-0c2f5e9d1a30',
    email_verified: 'true',
    'cognito:user_status': 'CONFIRMED',
    email: 'jane@example.com',
  }),
} as const;
const service = 'Cognito';

interface PoolValues {
  readonly userPoolId: string;
  readonly userName: string;
  readonly clientId: string;
  readonly region: string;
}

/** What every trigger's event begins with. */
function common<Source extends string>(given: PoolValues, triggerSource: Source, version = '1') {
  return {
    version,
    triggerSource,
    region: given.region,
    userPoolId: given.userPoolId,
    userName: given.userName,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: given.clientId },
  };
}

/** Which event sources send it: user pools with this trigger. A template may name several, or `PreTokenGenerationConfig`. */
function trigger(name: string): Pick<Sample, 'eventTypes' | 'fits'> {
  return {
    eventTypes: ['Cognito'],
    fits: (settings) => {
      const named: unknown = settings['Trigger'];
      const all: readonly unknown[] = Array.isArray(named) ? named : [named];
      return named === undefined || all.some((each) => each === name || each === `${name}Config`);
    },
  };
}

/** Which of its kinds a trigger is; the first is the usual one. */
function source<const Word extends string>(...words: readonly [Word, ...Word[]]): SampleParameter<Word> {
  return choice('What set the trigger off', ...words);
}

const preSignUp = sample({
  id: 'cognito-pre-sign-up',
  title: 'Cognito pre sign-up trigger',
  service,
  ...trigger('PreSignUp'),
  parameters: {
    ...USER,
    triggerSource: source('PreSignUp_SignUp', 'PreSignUp_AdminCreateUser', 'PreSignUp_ExternalProvider'),
  },
  event: (given) =>
    ({
      ...common(given, given.triggerSource),
      request: { userAttributes: given.userAttributes, validationData: {} },
      response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
    }) satisfies Unlinked<PreSignUpTriggerEvent>,
});

/** An event of which only the kinds differ: the published unions do not take a choice between their members. */
type Unlinked<Event extends { triggerSource: string }> = Omit<Event, 'triggerSource'> & {
  triggerSource: Event['triggerSource'];
};

const postConfirmation = sample({
  id: 'cognito-post-confirmation',
  title: 'Cognito post confirmation trigger',
  service,
  ...trigger('PostConfirmation'),
  parameters: {
    ...USER,
    triggerSource: source('PostConfirmation_ConfirmSignUp', 'PostConfirmation_ConfirmForgotPassword'),
  },
  event: (given) =>
    ({
      ...common(given, given.triggerSource),
      request: { userAttributes: given.userAttributes },
      response: {},
    }) satisfies Unlinked<PostConfirmationTriggerEvent>,
});

const preAuthentication = sample({
  id: 'cognito-pre-authentication',
  title: 'Cognito pre authentication trigger',
  service,
  ...trigger('PreAuthentication'),
  parameters: USER,
  event: (given) =>
    ({
      ...common(given, 'PreAuthentication_Authentication'),
      request: { userAttributes: given.userAttributes, validationData: {}, userNotFound: false },
      response: {},
    }) satisfies PreAuthenticationTriggerEvent,
});

const postAuthentication = sample({
  id: 'cognito-post-authentication',
  title: 'Cognito post authentication trigger',
  service,
  ...trigger('PostAuthentication'),
  parameters: USER,
  event: (given) =>
    ({
      ...common(given, 'PostAuthentication_Authentication'),
      request: { userAttributes: given.userAttributes, newDeviceUsed: false },
      response: {},
    }) satisfies PostAuthenticationTriggerEvent,
});

const TOKEN_SOURCES = [
  'TokenGeneration_Authentication',
  'TokenGeneration_HostedAuth',
  'TokenGeneration_NewPasswordChallenge',
  'TokenGeneration_AuthenticateDevice',
  'TokenGeneration_RefreshTokens',
] as const;
const GROUPS = { groupsToOverride: ['customers'], iamRolesToOverride: [], preferredRole: '' };

const preTokenGeneration = sample({
  id: 'cognito-pre-token-generation',
  title: 'Cognito pre token generation trigger',
  service,
  ...trigger('PreTokenGeneration'),
  parameters: { ...USER, triggerSource: source(...TOKEN_SOURCES) },
  event: (given) =>
    ({
      ...common(given, given.triggerSource),
      request: { userAttributes: given.userAttributes, groupConfiguration: GROUPS },
      response: { claimsOverrideDetails: {} },
    }) satisfies Unlinked<PreTokenGenerationTriggerEvent>,
});

const preTokenGenerationV2 = sample({
  id: 'cognito-pre-token-generation-v2',
  title: 'Cognito pre token generation trigger (version 2)',
  service,
  ...trigger('PreTokenGeneration'),
  parameters: { ...USER, triggerSource: source(...TOKEN_SOURCES) },
  event: (given) =>
    ({
      ...common(given, given.triggerSource, '2'),
      request: { userAttributes: given.userAttributes, groupConfiguration: GROUPS, scopes: ['openid', 'email'] },
      response: { claimsAndScopeOverrideDetails: {} },
    }) satisfies Unlinked<PreTokenGenerationV2TriggerEvent>,
});

const customMessage = sample({
  id: 'cognito-custom-message',
  title: 'Cognito custom message trigger',
  service,
  ...trigger('CustomMessage'),
  parameters: {
    ...USER,
    triggerSource: source(
      'CustomMessage_SignUp',
      'CustomMessage_AdminCreateUser',
      'CustomMessage_ResendCode',
      'CustomMessage_ForgotPassword',
      'CustomMessage_UpdateUserAttribute',
      'CustomMessage_VerifyUserAttribute',
      'CustomMessage_Authentication',
    ),
  },
  event: (given) =>
    ({
      ...common(given, given.triggerSource),
      request: {
        userAttributes: given.userAttributes,
        codeParameter: '{####}',
        linkParameter: '{##Click Here##}',
        usernameParameter: null,
      },
      response: { smsMessage: null, emailMessage: null, emailSubject: null },
    }) satisfies Unlinked<CustomMessageTriggerEvent>,
});

const userMigration = sample({
  id: 'cognito-user-migration',
  title: 'Cognito migrate user trigger',
  service,
  ...trigger('UserMigration'),
  parameters: {
    ...POOL,
    triggerSource: source('UserMigration_Authentication', 'UserMigration_ForgotPassword'),
    password: text('What the user typed as password', 'example-password'),
  },
  event: (given) =>
    ({
      ...common(given, given.triggerSource),
      request: { password: given.password, validationData: {}, clientMetadata: {} },
      response: { userAttributes: {} },
    }) satisfies Omit<UserMigrationTriggerEvent, 'response' | 'triggerSource'> & {
      triggerSource: UserMigrationTriggerEvent['triggerSource'];
      response: Partial<UserMigrationTriggerEvent['response']>;
    },
});

const defineChallenge = sample({
  id: 'cognito-define-auth-challenge',
  title: 'Cognito define auth challenge trigger',
  service,
  ...trigger('DefineAuthChallenge'),
  parameters: USER,
  event: (given) =>
    ({
      ...common(given, 'DefineAuthChallenge_Authentication'),
      request: { userAttributes: given.userAttributes, session: [], userNotFound: false },
      response: { challengeName: '', issueTokens: false, failAuthentication: false },
    }) satisfies DefineAuthChallengeTriggerEvent,
});

const createChallenge = sample({
  id: 'cognito-create-auth-challenge',
  title: 'Cognito create auth challenge trigger',
  service,
  ...trigger('CreateAuthChallenge'),
  parameters: USER,
  event: (given) =>
    ({
      ...common(given, 'CreateAuthChallenge_Authentication'),
      request: {
        userAttributes: given.userAttributes,
        challengeName: 'CUSTOM_CHALLENGE',
        session: [],
        userNotFound: false,
      },
      response: { publicChallengeParameters: {}, privateChallengeParameters: {}, challengeMetadata: '' },
    }) satisfies CreateAuthChallengeTriggerEvent,
});

const verifyChallenge = sample({
  id: 'cognito-verify-auth-challenge',
  title: 'Cognito verify auth challenge response trigger',
  service,
  ...trigger('VerifyAuthChallengeResponse'),
  parameters: { ...USER, answer: text('What the user answered', '123456') },
  event: (given) =>
    ({
      ...common(given, 'VerifyAuthChallengeResponse_Authentication'),
      request: {
        userAttributes: given.userAttributes,
        privateChallengeParameters: { answer: '123456' },
        challengeAnswer: given.answer,
        userNotFound: false,
      },
      response: { answerCorrect: false },
    }) satisfies VerifyAuthChallengeResponseTriggerEvent,
});

export const COGNITO_SAMPLES = [
  preSignUp,
  postConfirmation,
  preAuthentication,
  postAuthentication,
  preTokenGeneration,
  preTokenGenerationV2,
  customMessage,
  userMigration,
  defineChallenge,
  createChallenge,
  verifyChallenge,
];
