/** Something in settings that is left out because it is not what it has to be. */
export interface SettingsMistake {
  /** Where in the settings: names of members and positions in lists, from the outermost. */
  readonly path: readonly (number | string)[];
  /** One line: what is wrong and what is allowed. */
  readonly message: string;
}
