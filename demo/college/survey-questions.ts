import type { InputOf } from '../../service/api/endpoint.js';
import type { Contract } from '../../service/api/index.js';

type Questionnaire = Omit<InputOf<Contract['createQuestionnaire']>, 'programmeId'>;

const option = (code: string, ru: string, en: string) => ({ code, text: { ru, en } });

/** The college's own questionnaire for the middle of the way, asked without names. */
export const MIDDLE: Questionnaire = {
  title: 'Середина пути: как идёт наставничество',
  role: 'mentee',
  stage: 'interim',
  definition: {
    intro: {
      ru: 'Анкета без имён, пять минут. Пишите как есть: так мы поймём, что поправить.',
      en: 'No names, five minutes. Say it as it is, so that we know what to mend.',
    },
    questions: [
      {
        code: 'easy',
        type: 'scale',
        min: 1,
        max: 10,
        text: {
          ru: 'Насколько легко Вам говорить с наставником о трудностях?',
          en: 'How easily do you speak with your mentor about difficulties?',
        },
      },
      {
        code: 'useful',
        type: 'scale',
        min: 1,
        max: 10,
        text: {
          ru: 'Насколько полезными были последние встречи?',
          en: 'How useful were the latest meetings?',
        },
      },
      {
        code: 'often',
        type: 'one_of',
        text: {
          ru: 'Встречаться с наставником хотелось бы',
          en: 'I would like to meet my mentor',
        },
        options: [
          option('more', 'чаще', 'more often'),
          option('same', 'как сейчас', 'as now'),
          option('less', 'реже', 'less often'),
        ],
      },
      {
        code: 'topics',
        type: 'several_of',
        most: 3,
        text: {
          ru: 'О чём хотелось бы говорить больше?',
          en: 'What would you like to speak about more?',
        },
        options: [
          option('study', 'учёба и долги', 'study and debts'),
          option('work', 'практика и работа', 'practice and work'),
          option('people', 'отношения в группе', 'people in the group'),
          option('future', 'планы после колледжа', 'plans after college'),
          option('rest', 'отдых и силы', 'rest and strength'),
        ],
      },
      {
        code: 'failed',
        type: 'yes_no',
        text: {
          ru: 'Бывает ли, что встреча срывается?',
          en: 'Does it happen that a meeting does not take place?',
        },
      },
      {
        code: 'failed_why',
        type: 'text',
        required: false,
        text: { ru: 'Что обычно мешает?', en: 'What usually prevents it?' },
        shownIf: { question: 'failed', is: [true] },
      },
      {
        code: 'wish',
        type: 'text',
        required: false,
        text: {
          ru: 'Что бы Вы изменили в программе?',
          en: 'What would you change in the programme?',
        },
      },
    ],
  },
};

/** What is asked now, with names: some have answered, some have not. */
export const MONTH: Questionnaire = {
  title: 'Обратная связь за месяц',
  role: 'mentee',
  stage: 'interim',
  definition: {
    questions: [
      {
        code: 'satisfaction',
        type: 'scale',
        min: 1,
        max: 10,
        text: {
          ru: 'Насколько Вы довольны встречами за месяц?',
          en: 'How content are you with the meetings of this month?',
        },
      },
      {
        code: 'goal',
        type: 'yes_no',
        text: {
          ru: 'Получается ли двигаться к цели, которую Вы поставили с наставником?',
          en: 'Do you get on towards the goal that you set with your mentor?',
        },
      },
      {
        code: 'helped',
        type: 'text',
        required: false,
        text: { ru: 'Что помогло больше всего?', en: 'What helped most?' },
      },
      {
        code: 'help_wanted',
        type: 'text',
        required: false,
        text: { ru: 'В чём нужна помощь?', en: 'What do you need help with?' },
      },
    ],
  },
};

/** What people of the demo write, by the question's code, one after the other. */
export const SAID: Readonly<Record<string, readonly string[]>> = {
  met_where: [
    'В школе, со мной занимался старшеклассник',
    'На первой работе у меня был наставник',
    'На практике в автосервисе',
    'Слышал от друзей из другого колледжа',
    'В лицее, по программе «ученик – ученик»',
    'Сама была наставником у первокурсников',
    'В кружке робототехники',
  ],
  role_expected: [
    'Разобраться с долгами и понять, нравится ли мне специальность',
    'Чтобы было с кем посоветоваться, не только об учёбе',
    'Научиться тому, чего нет в учебнике',
    'Поделиться опытом и самой научиться слушать',
    'Помочь человеку не бросить начатое',
    'Пока не знаю, посмотрим по ходу',
    'Найти место для практики и понять, куда идти после выпуска',
    'Подтянуть математику и перестать бояться сессии',
    'Участвовать в конкурсе профмастерства',
    'Быстрее освоиться на новом месте',
    'Увидеть производство изнутри',
  ],
  valuable: [
    'Что есть человек, которому не всё равно',
    'Советы от того, кто уже это прошёл',
    'Возможность задать любой вопрос',
    'Живое общение и практика',
    'Видеть, как у другого получается',
    'Регулярность: знаешь, что встреча будет',
    'Поддержка, когда опускаются руки',
    'Знакомство с людьми с завода',
    'Честный разговор без оценок',
    'Понятный план на семестр',
    'То, что можно ошибаться',
  ],
  failed_why: [
    'Не совпадает расписание',
    'Смены на практике до вечера',
    'Забываю, пока не напомнят',
    'Далеко ехать',
  ],
  wish: [
    'Больше встреч на производстве',
    'Чтобы встречи можно было переносить без звонка',
    'Общую встречу всех пар хотя бы раз в семестр',
    'Напоминание за день до встречи',
    'Ничего, всё устраивает',
    'Меньше бумаг',
    'Чтобы тему встречи выбирали мы, а не по плану',
  ],
  helped: [
    'Разобрали задачи к зачёту по электротехнике',
    'Вместе составили расписание на неделю',
    'Поговорили о том, куда идти после колледжа',
    'Показали, как работать на станке',
  ],
  help_wanted: ['Подготовка к экзамену', 'Найти место для практики', 'Пока справляюсь'],
};
