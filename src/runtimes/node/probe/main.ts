import { HostConnection } from './hostConnection';

const door = process.env['_WARMPATH_PROBE'];
delete process.env['_WARMPATH_PROBE'];
delete process.env['_WARMPATH_PROBE_FILE'];
if (door !== undefined) new HostConnection(door, () => undefined);
