/** What taking in a file would write: its parts. */
import type { Form, PairState } from '../api/reference.js';
import type { ChangeObstacle, ImportCounts, RecognisedBy } from '../api/register-imports.js';
import type { Register, RegisterField, RegisterMark } from '../api/registers.js';
import type { PersonName } from '../names/person-names.js';
import type { YearOfProgramme } from '../pairs/pair-rules.js';
import type { RegisterMember, RegisterPerson, Side } from './official-cells-rules.js';
import type { KnownIndex, LikelyPerson } from './recognise-rules.js';
import type { RegisterDraft } from './register-rules.js';
import type { CellProblem } from './row-rules.js';

/** A side of somebody, with the notes of the register where they are in no pair. */
export interface PlannedPart {
  side: Side;
  /** All that names it are rows of the register as it is: whoever stands there is not put into it anew. */
  asIs: boolean;
  request: string;
  enteredOn: string | null;
  form: Form | null;
  results: string;
  reviewUrl: string;
}

/** Another word in a later row of the file for what an earlier row has said: the first stands. */
export interface SecondWord {
  field: RegisterField;
  row: number;
  stands: string;
  said: string;
}

export interface PlannedPerson {
  personId: string;
  isNew: boolean;
  /** By what they are known; null: they are new. */
  by: RecognisedBy | null;
  /** As the file has it. */
  name: PersonName;
  /** The first rows in which they stand, and how many there are. */
  rows: number[];
  rowCount: number;
  /** In which row each field was said. */
  from: Map<RegisterField, number>;
  besides: SecondWord[];
  birthYear: number | null;
  birthDate: string | null;
  adult: boolean;
  phone: string | null;
  contactEmail: string | null;
  representativeName: string | null;
  representativeContact: string | null;
  workplace: string;
  competences: string;
  achievements: string;
  interests: string;
  preferredAge: string;
  timeResource: string;
  parts: Map<Side, PlannedPart>;
}

/** What one row says of a pairing, for whose row it is. */
export interface PairNote {
  row: number;
  personId: string;
  results: string;
  reviewUrl: string;
  enteredOn: string | null;
  endsOn: string | null;
  mark: RegisterMark | null;
}

export interface PlannedPair {
  pairId: string;
  isNew: boolean;
  form: Form;
  startsOn: string;
  endsOn: string;
  state: PairState;
  closedOn: string | null;
  mentorIds: string[];
  menteeIds: string[];
  notes: PairNote[];
}

export interface Doubt {
  key: string;
  name: string;
  birthYear: number | null;
  rows: number[];
  decision: string | null;
  candidates: LikelyPerson[];
}

/** A value of the file beside another one that stands here, of somebody who is known. */
export interface PlannedChange {
  /** Under which the choice is kept. */
  key: string;
  row: number;
  personId: string;
  pairId: string | null;
  field: RegisterField;
  here: string;
  there: string;
  /** Why the file's value cannot be taken; null: it can. */
  obstacle: ChangeObstacle | null;
  /** It is to be taken. */
  taken: boolean;
}

export interface ImportPlan {
  people: PlannedPerson[];
  pairs: PlannedPair[];
  doubts: Doubt[];
  problems: Map<number, CellProblem[]>;
  counts: ImportCounts;
}

/** What the plan is made against. */
export interface PlanFacts {
  register: Register;
  index: KnownIndex;
  /** Everybody of the programme, as the registers show them. */
  people: ReadonlyMap<string, RegisterPerson>;
  /** The rows of the register as it is, with groups in one cell and with a row each. */
  rows: readonly RegisterDraft[];
  /** Everybody's parts that were ended by a decision. */
  gone: ReadonlySet<string>;
  /** Whose consent was withdrawn: nothing new is done with their data (methodology §9.3). */
  frozen: ReadonlySet<string>;
  members: readonly RegisterMember[];
  decisions: Readonly<Record<string, string>>;
  year: YearOfProgramme;
  today: string;
  /** Makes the id of something that is new. */
  newId: () => string;
}
