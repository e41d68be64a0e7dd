/** The config: an address of the JSON file, or its content. */
export type Config = string | object;

/** What became of a popup that an event opened. */
export type Outcome = 'shown' | 'accepted' | 'dismissed';

/** An event that was counted, as callbacks get it: a frozen plain object. */
export interface TallyEvent {
  /** The definition's name, or its `otherwise`. */
  readonly name: string;
  /** The definition's properties, scrubbed as they are sent. */
  readonly properties: Readonly<Record<string, string | number | boolean>>;
  /** Where it happened: page type of the config, and the path as a template. */
  readonly page: { readonly type?: string; readonly path: string };
  /** What this tab did so far. */
  readonly journey: {
    /** How often each event was counted in this session, this one included. */
    readonly counted: Readonly<Record<string, number>>;
    /** The last step of the funnel before this event. */
    readonly from?: string;
    /** `direct`, `search`, `social`, `email`, `paid` or `referral`. */
    readonly channel: string;
  };
  /** Counts what became of a popup, as an event `<name>_shown` and so on. */
  respond(outcome: Outcome): void;
}

/** One thing that is wrong, and what to do about it. */
export interface Problem {
  /** Path in the config, such as `definitions[2].trigger`; empty for the whole. */
  readonly place: string;
  /** What was found and what to write. */
  readonly text: string;
}

/** A kind of personal data that scrub takes out; in its place stands the same word between `<` and `>`. */
export type PersonalKind =
  'email' | 'phone' | 'card' | 'iban' | 'ip' | 'mac' | 'uuid' | 'token' | 'geo' | 'vin' | 'imei' | 'id';

/** What has become of everything in this page. */
export interface Status {
  /** `loading`, `running`, `waiting_for_consent`, `denied` or `off`. */
  readonly state: 'loading' | 'running' | 'waiting_for_consent' | 'denied' | 'off';
  /** What is wrong; definitions without a problem work all the same. */
  readonly problems: readonly Problem[];
  /** Events counted. */
  readonly counted: number;
  /** Events that wait to be sent or acknowledged. */
  readonly queued: number;
  /** Events that the collector acknowledged. */
  readonly sent: number;
  /** What was dropped, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** What scrub took out of values, by kind (`{ email: 2 }`); absent where it took nothing. */
  readonly scrubbed?: Readonly<Partial<Record<PersonalKind, number>>>;
  /** How many values left the page as `<unread>`; absent where none did. */
  readonly unread?: number;
  /** Each definition without a problem, by name: a selector that a change of theme broke shows here. */
  readonly definitions: Readonly<Record<string, DefinitionStatus>>;
  /** Each selector of `look_inside`; absent without. */
  readonly look_inside?: Readonly<Record<string, InsideStatus>>;
}

/** What one selector of `look_inside` finds in this page now. */
export interface InsideStatus {
  /** How many elements match. */
  readonly found: number;
  /** How many of them can be looked into: open shadow roots, and frames of the page's own origin. */
  readonly open: number;
}

/** What one definition has seen in this page. */
export interface DefinitionStatus {
  /** How often its trigger matched, whether it counted or not. */
  readonly matched: number;
  /** How many of these its limit left out. */
  readonly limited: number;
  /** How many elements its trigger's selector finds now; absent where the trigger has none. */
  readonly found?: number;
}

/** The running SDK. No function throws; calls before the engine runs are held. */
export interface Tally {
  /** Calls back at each event of this name; the answer ends it. */
  on(name: string, callback: (event: TallyEvent) => unknown): () => void;
  /** Counts an event that only the shop's code knows of. Scalars only; they are scrubbed. */
  track(name: string, properties?: Record<string, string | number | boolean>): void;
  /** Takes the shopper's choice; `denied` drops all that waits or is stored. */
  consent(choice: 'granted' | 'denied'): void;
  /** What has become of everything so far. */
  status(): Status;
  /** Sends what waits; resolves when the collector has answered, or after 10 s. */
  flush(): Promise<void>;
  /** Sends what waits and ends every listener, observer and timer. */
  stop(): void;
}

/** Starts tallymark, once a page. Always resolves; on a server to an object that does nothing. */
export function init(config: Config): Promise<Tally>;

declare global {
  interface Window {
    /** The same, where the script-tag build is used. */
    tallymark?: Tally;
  }
}
