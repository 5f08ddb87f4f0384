import type { ConnectContactFlowEvent, LexV2Event } from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../../lambda/identifiers';
import { choice, json, text, texts, time } from './parameter';
import { sample } from './sample';
import { arn, id, isoSeconds, region } from './values';

const contactFlow = sample({
  id: 'connect',
  title: 'Connect contact flow',
  service: 'Connect',
  eventTypes: ['Connect'],
  parameters: {
    channel: choice('Channel', 'VOICE', 'CHAT', 'EMAIL'),
    attributes: texts('Attributes of the contact', {}),
    parameters: texts('Parameters of the block', { orderId: '42' }),
    phoneNumber: text('Number of the customer', '+12025550101'),
    contactId: id('Id of the contact'),
    region: region(),
  },
  event: (given) =>
    ({
      Details: {
        ContactData: {
          Attributes: given.attributes,
          Channel: given.channel,
          ContactId: given.contactId,
          CustomerEndpoint: { Address: given.phoneNumber, Type: 'TELEPHONE_NUMBER' },
          InitialContactId: given.contactId,
          InitiationMethod: 'INBOUND',
          InstanceARN: arn('connect', given.region, 'instance/4d1c7f2e-93d4-4d6b-8b7a-0c2f5e9d1a30'),
          MediaStreams: { Customer: { Audio: null } },
          PreviousContactId: given.contactId,
          Queue: null,
          SystemEndpoint: { Address: '+12025550100', Type: 'TELEPHONE_NUMBER' },
        },
        Parameters: given.parameters,
      },
      Name: 'ContactFlowEvent',
    }) satisfies ConnectContactFlowEvent,
});

const bot = sample({
  id: 'lex',
  title: 'Lex V2 code hook',
  service: 'Lex',
  eventTypes: ['Lex'],
  parameters: {
    invocationSource: choice('Which hook', 'FulfillmentCodeHook', 'DialogCodeHook'),
    intent: text('Name of the intent', 'OrderFlowers'),
    slots: texts('Slots of the intent', { FlowerType: 'roses' }),
    transcript: text('What the user said', 'I would like to order roses'),
    bot: text('Name of the bot', 'OrdersBot'),
    localeId: text('Locale', 'en_US'),
    sessionId: id('Id of the session'),
  },
  event: (given) => {
    const intent: LexV2Event['sessionState']['intent'] = {
      name: given.intent,
      slots: Object.fromEntries(
        Object.entries(given.slots).map(([name, value]) => [
          name,
          {
            shape: 'Scalar',
            value: { originalValue: value, interpretedValue: value, resolvedValues: [value] },
          },
        ]),
      ),
      state: given.invocationSource === 'DialogCodeHook' ? 'InProgress' : 'ReadyForFulfillment',
      confirmationState: 'None',
    };
    return {
      messageVersion: '1.0',
      invocationSource: given.invocationSource,
      inputMode: 'Text',
      responseContentType: 'text/plain; charset=utf-8',
      sessionId: given.sessionId,
      inputTranscript: given.transcript,
      bot: {
        id: 'ABCDEFGHIJ',
        name: given.bot,
        aliasId: 'TSTALIASID',
        aliasName: 'TestBotAlias',
        version: 'DRAFT',
        localeId: given.localeId,
      },
      interpretations: [{ intent, nluConfidence: 0.95 }],
      proposedNextState: { dialogAction: { type: 'Close' }, intent },
      requestAttributes: {},
      sessionState: { activeContexts: [], sessionAttributes: {}, intent, originatingRequestId: given.sessionId },
      transcriptions: [
        {
          transcription: given.transcript,
          transcriptionConfidence: 1,
          resolvedContext: { intent: given.intent },
          resolvedSlots: intent.slots,
        },
      ],
    } satisfies LexV2Event;
  },
});

const agent = sample({
  id: 'bedrock-agent',
  title: 'Bedrock agent action group',
  service: 'Bedrock',
  eventTypes: ['BedrockAgent'],
  parameters: {
    actionGroup: text('Action group', 'orders'),
    path: text('Path in the API schema', '/orders/{id}'),
    method: text('HTTP method', 'GET'),
    parameters: texts('Parameters of the call', { id: '42' }),
    inputText: text('What the user said', 'Where is my order 42?'),
    agent: text('Name of the agent', 'orders-agent'),
    sessionId: id('Id of the session'),
  },
  event: (given) => ({
    messageVersion: '1.0',
    agent: { name: given.agent, id: 'ABCDEFGHIJ', alias: 'TSTALIASID', version: 'DRAFT' },
    inputText: given.inputText,
    sessionId: given.sessionId,
    actionGroup: given.actionGroup,
    apiPath: given.path,
    httpMethod: given.method,
    parameters: Object.entries(given.parameters).map(([name, value]) => ({ name, type: 'string', value })),
    sessionAttributes: {},
    promptSessionAttributes: {},
  }),
});

const agentFunction = sample({
  id: 'bedrock-agent-function',
  title: 'Bedrock agent action group (function details)',
  service: 'Bedrock',
  eventTypes: ['BedrockAgent'],
  parameters: {
    actionGroup: text('Action group', 'orders'),
    function: text('Name of the function in the action group', 'getOrder'),
    parameters: texts('Parameters of the call', { id: '42' }),
    inputText: text('What the user said', 'Where is my order 42?'),
    agent: text('Name of the agent', 'orders-agent'),
    sessionId: id('Id of the session'),
  },
  event: (given) => ({
    messageVersion: '1.0',
    agent: { name: given.agent, id: 'ABCDEFGHIJ', alias: 'TSTALIASID', version: 'DRAFT' },
    inputText: given.inputText,
    sessionId: given.sessionId,
    actionGroup: given.actionGroup,
    function: given.function,
    parameters: Object.entries(given.parameters).map(([name, value]) => ({ name, type: 'string', value })),
    sessionAttributes: {},
    promptSessionAttributes: {},
  }),
});

const alexa = sample({
  id: 'alexa-skill',
  title: 'Alexa skill intent',
  service: 'Alexa',
  eventTypes: ['AlexaSkill'],
  parameters: {
    intent: text('Name of the intent', 'OrderStatusIntent'),
    slots: texts('Slots of the intent', { orderId: '42' }),
    attributes: json('Attributes of the session', {}),
    locale: text('Locale', 'en-US'),
    skillId: text('Id of the skill', 'amzn1.ask.skill.6f1c7f2e-93d4-4d6b-8b7a-0c2f5e9d1a30'),
    time: time(),
  },
  event: (given) => {
    const application = { applicationId: given.skillId };
    const user = { userId: `amzn1.ask.account.EXAMPLE${LOCAL_ACCOUNT}` };
    return {
      version: '1.0',
      session: {
        new: true,
        sessionId: 'amzn1.echo-api.session.6f1c7f2e-93d4-4d6b-8b7a-0c2f5e9d1a30',
        application,
        attributes: given.attributes,
        user,
      },
      context: { System: { application, user, device: { deviceId: 'example-device', supportedInterfaces: {} } } },
      request: {
        type: 'IntentRequest',
        requestId: 'amzn1.echo-api.request.6f1c7f2e-93d4-4d6b-8b7a-0c2f5e9d1a30',
        timestamp: isoSeconds(given.time),
        locale: given.locale,
        intent: {
          name: given.intent,
          confirmationStatus: 'NONE',
          slots: Object.fromEntries(
            Object.entries(given.slots).map(([name, value]) => [name, { name, value, confirmationStatus: 'NONE' }]),
          ),
        },
        dialogState: 'COMPLETED',
      },
    };
  },
});

export const CONVERSATION_SAMPLES = [contactFlow, bot, agent, agentFunction, alexa];
