import type { IoTCustomAuthorizerEvent } from 'aws-lambda';
import { choice, json, text } from './parameter';
import { sample } from './sample';
import { base64 } from './values';

const button = sample({
  id: 'iot-button',
  title: 'IoT button click',
  service: 'IoT',
  eventTypes: ['IoTButton'],
  parameters: {
    serialNumber: text('Serial number', 'G030JF0123456789'),
    clickType: choice('Kind of click', 'SINGLE', 'DOUBLE', 'LONG'),
  },
  event: (given) => ({
    serialNumber: given.serialNumber,
    clickType: given.clickType,
    batteryVoltage: '2000mV',
  }),
});

const rule = sample({
  id: 'iot-rule',
  title: 'IoT rule action',
  service: 'IoT',
  eventTypes: ['IoTRule'],
  parameters: { message: json('What the SQL of the rule selects', { deviceId: 'sensor-1', temperature: 21.5 }) },
  carries: 'message',
  event: (given) => given.message,
});

const authorizer = sample({
  id: 'iot-authorizer',
  title: 'IoT custom authorizer',
  service: 'IoT',
  eventTypes: ['IoTAuthorizer'],
  parameters: {
    token: text('Token', 'example-token'),
    username: text('MQTT user name', 'sensor-1'),
    clientId: text('MQTT client id', 'sensor-1'),
  },
  event: (given) =>
    ({
      token: given.token,
      signatureVerified: true,
      protocols: ['tls', 'mqtt'],
      protocolData: {
        tls: { serverName: 'example-ats.iot.us-east-1.amazonaws.com' },
        mqtt: { username: given.username, password: base64('example-password'), clientId: given.clientId },
      },
      connectionMetadata: { id: '6f1c7f2e-93d4-4d6b-8b7a-0c2f5e9d1a30' },
    }) satisfies IoTCustomAuthorizerEvent,
});

export const DEVICE_SAMPLES = [button, rule, authorizer];
