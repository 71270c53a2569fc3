import type { Knex } from 'knex';
import { toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, type FieldProblem, invalid, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { definition as definitionSchema } from '../api/questionnaire-definition.js';
import type { Questionnaire } from '../api/questionnaires.js';
import { WORDING_MARKS } from '../api/reference.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { changeProblems, definitionProblems, emptiedProblems } from './definition-rules.js';
import { archiveQuestionnaire, deleteQuestionnaire } from './putting-away.js';
import {
  type NewQuestionnaire,
  questionnaireStore,
  type StoredQuestionnaire,
} from './questionnaire-store.js';
import { TEMPLATES, type Template, templateOf } from './templates/index.js';

type Names =
  | 'listQuestionnaireTemplates'
  | 'getQuestionnaireTemplate'
  | 'listQuestionnaires'
  | 'getQuestionnaire'
  | 'listPairedQuestions'
  | 'createQuestionnaire'
  | 'updateQuestionnaire'
  | 'deleteQuestionnaire'
  | 'archiveQuestionnaire';

/** The marks of a template's questions, the least sure last. */
const marksOf = ({ questions }: Template['definition']) =>
  WORDING_MARKS.filter((mark) => questions.some((question) => question.mark === mark));

const templateRow = ({ definition, forms, ...rest }: Template) => ({
  ...rest,
  forms: [...forms],
  marks: marksOf(definition),
  questions: definition.questions.length,
});

async function view(
  db: Db,
  programmeId: string,
  questionnaireId: string,
  number?: number,
): Promise<Questionnaire> {
  const store = questionnaireStore(db);
  const found = await store.find(programmeId, questionnaireId);
  if (!found) throw notFound('questionnaire');
  const versions = await store.versions(programmeId, questionnaireId);
  const wanted =
    number === undefined
      ? found.versionId
      : versions.find((one) => one.number === number)?.versionId;
  const version = wanted === undefined ? null : await store.version(programmeId, wanted);
  if (!version) throw notFound('questionnaire');
  return {
    ...found,
    versionNumber: version.number,
    questions: version.questions,
    answered: version.answered,
    definition: version.definition,
    versions: versions.map(({ createdAt, ...one }) => ({ ...one, createdAt: toIso(createdAt) })),
  };
}

type Made = Omit<NewQuestionnaire, 'organisationId' | 'programmeId' | 'now'>;

/** What is to be made: the template with what was given in its place, or what was given alone. */
function wanted(input: Call<'createQuestionnaire'>['input']): Made {
  const template = input.templateCode === null ? undefined : templateOf(input.templateCode);
  if (input.templateCode !== null && !template)
    throw invalid([{ path: 'templateCode', code: 'questionnaire.template' }]);
  const title = input.title || template?.title;
  const role = input.role ?? template?.role;
  const stage = input.stage ?? template?.stage;
  const definition = input.definition ?? template?.definition;
  const problems: FieldProblem[] = [];
  if (title === undefined) problems.push({ path: 'title', code: 'questionnaire.title' });
  for (const [path, value] of Object.entries({ role, stage, definition }))
    if (value === undefined) problems.push({ path, code: 'required' });
  if (definition !== undefined) problems.push(...definitionProblems(definition).map(inDefinition));
  if (problems.length > 0 || !title || !role || !stage || !definition) throw invalid(problems);
  return { title, role, stage, definition, templateCode: template?.code ?? null };
}

const inDefinition = (problem: FieldProblem): FieldProblem => ({
  ...problem,
  path: `definition.${problem.path}`,
});

async function createQuestionnaire(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'createQuestionnaire'>,
): Promise<Questionnaire> {
  const made = wanted(input);
  const { organisationId, programmeId } = authority;
  return inTransaction(deps.db, async (trx) => {
    const key = {
      organisationId,
      actorId: callerOf(actor, authority),
      endpoint: `createQuestionnaire ${programmeId}`,
      key: input.idempotencyKey,
      input,
    };
    const { questionnaireId } = await once(trx, deps.clock, key, async () => {
      const fresh = { ...made, organisationId, programmeId, now: deps.clock.now() };
      const entityId = await questionnaireStore(trx).insert(fresh);
      const { title, role, stage, templateCode, definition } = made;
      await recordChange(trx, deps.clock, authority, {
        action: 'questionnaire.created',
        entity: 'questionnaire',
        entityId,
        after: { title, role, stage, templateCode, questions: definition.questions.length },
      });
      return { questionnaireId: entityId };
    });
    return view(trx, programmeId, questionnaireId);
  });
}

type Change = Call<'updateQuestionnaire'>['input'];

/**
 * The version that a questionnaire asks after a change: the same while nobody has answered it or its
 * questions are the same, else a new one, to which the waves without answers go over.
 */
async function versionAfter(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  found: StoredQuestionnaire,
  { definition }: Change,
): Promise<{ versionId: string; number: number }> {
  const { programmeId } = authority;
  const { questionnaireId, versionId, versionNumber } = found;
  const store = questionnaireStore(trx);
  const now = await store.version(programmeId, versionId);
  const same = { versionId, number: versionNumber };
  // By the schema: a database's own JSON may keep the fields in another order.
  const asked = definitionSchema.safeParse(now?.definition).data;
  if (JSON.stringify(asked) === JSON.stringify(definition)) return same;
  if (await store.correctVersion(versionId, definition)) return same;
  const next = { versionId: newId(), number: versionNumber + 1 };
  await store.insertVersion(
    { ...authority, questionnaireId },
    { id: next.versionId, number: next.number, definition, now: deps.clock.now() },
  );
  await store.pointTo(questionnaireId, next.versionId);
  await store.moveWaves(programmeId, questionnaireId, next.versionId);
  return next;
}

async function updateQuestionnaire(
  deps: ServiceDeps,
  { authority, input }: Call<'updateQuestionnaire'>,
): Promise<Questionnaire> {
  const { programmeId } = authority;
  const { questionnaireId, title, stage, definition } = input;
  return inTransaction(deps.db, async (trx) => {
    const store = questionnaireStore(trx);
    const found = await store.find(programmeId, questionnaireId);
    if (!found) throw notFound('questionnaire');
    const problems = [
      ...emptiedProblems(found.questions, definition),
      ...definitionProblems(definition),
    ].map(inDefinition);
    if (title === '') problems.push({ path: 'title', code: 'questionnaire.title' });
    if (problems.length > 0) throw invalid(problems);
    if (!(await store.update(programmeId, questionnaireId, input.version, { title, stage }))) {
      throw new AppError('changed_meanwhile', 'the questionnaire was changed meanwhile', {
        details: { current: await view(trx, programmeId, questionnaireId) },
      });
    }
    const next = await versionAfter(trx, deps, authority, found, input);
    // After the write that settles whether somebody has answered: from then on nobody can be the first.
    const answered = await store.answeredDefinitions(programmeId, questionnaireId);
    const refused = changeProblems(answered, definition).map(inDefinition);
    if (refused.length > 0) throw invalid(refused);
    const { title: oldTitle, stage: oldStage, questions, versionNumber } = found;
    await recordChange(trx, deps.clock, authority, {
      action: next.number === versionNumber ? 'questionnaire.changed' : 'questionnaire.versioned',
      entity: 'questionnaire',
      entityId: questionnaireId,
      ...changedFields(
        { title: oldTitle, stage: oldStage, questions, number: versionNumber },
        { title, stage, questions: definition.questions.length, number: next.number },
      ),
    });
    return view(trx, programmeId, questionnaireId);
  });
}

/** Questionnaires of a programme among which questions are compared; a college has some dozens. */
const MOST_COMPARED = 100;

async function listPairedQuestions(deps: ServiceDeps, { input }: Call<'listPairedQuestions'>) {
  const { programmeId, questionnaireId } = input;
  const store = questionnaireStore(deps.db);
  if (!(await store.find(programmeId, questionnaireId))) throw notFound('questionnaire');
  const all = await store.currentDefinitions(programmeId, MOST_COMPARED);
  const rows = all
    .filter((one) => one.questionnaireId !== questionnaireId)
    .flatMap(({ definition: { questions }, ...rest }) =>
      questions.flatMap(({ pair, type, text }, at) =>
        pair === null ? [] : [{ ...rest, pair, type, text, number: at + 1 }],
      ),
    );
  return { rows };
}

/** Questionnaires: templates of the methodology, a programme's own, their versions (methodology §6). */
export function questionnaireHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    async listQuestionnaireTemplates({ input: { form, role, stage } }) {
      const rows = TEMPLATES.filter(
        (one) =>
          (form === undefined || one.forms.includes(form)) &&
          (role === undefined || one.role === role) &&
          (stage === undefined || one.stage === stage),
      );
      return { rows: rows.map(templateRow) };
    },
    async getQuestionnaireTemplate({ input }) {
      const found = templateOf(input.templateCode);
      if (!found) throw notFound('template');
      return { ...templateRow(found), definition: found.definition };
    },
    listQuestionnaires: remembered<'listQuestionnaires'>(deps, async ({ input }) => {
      const store = questionnaireStore(deps.db);
      const [rows, total] = await Promise.all([store.list(input, input), store.count(input)]);
      return { rows, total, page: input.page, pageSize: input.pageSize };
    }),
    getQuestionnaire: remembered<'getQuestionnaire'>(deps, ({ input }) =>
      view(deps.db, input.programmeId, input.questionnaireId, input.number),
    ),
    listPairedQuestions: remembered<'listPairedQuestions'>(deps, (call) =>
      listPairedQuestions(deps, call),
    ),
    createQuestionnaire: (call) => createQuestionnaire(deps, call),
    updateQuestionnaire: (call) => updateQuestionnaire(deps, call),
    deleteQuestionnaire: (call) => deleteQuestionnaire(deps, call),
    archiveQuestionnaire: (call) => archiveQuestionnaire(deps, call),
  };
}
