/** Five ways to tell a working session, in Ukrainian. `$area` stands in the nominative, so sentences are built around it. */
import type { Story } from './story-form.ts';

const repair: Story = {
  prompts: ['$symptom З’ясуй чому, перш ніж щось міняти.', 'Добре. Виправ і додай тест, який без виправлення падає.'],
  observations: [
    {
      type: 'discovery',
      title: 'Відтворено: $area',
      subtitle: 'Тест на {3-9} рядків показує це щоразу',
      narrative:
        '$symptom На даних минулого тижня це стається у {2-9} із {10-12} запусків. Журнал біля коміту {commit} мовчить, тому стан надруковано на рядку {20-380} файлу $file.',
      facts: ['$symptom', 'Так було вже в коміті {commit}'],
      concepts: ['how-it-works', 'gotcha'],
      read: ['$file', '$test'],
      modified: [],
    },
    {
      type: 'discovery',
      title: 'Знайдено причину: $area',
      subtitle: 'Не там, куди вказувало повідомлення',
      narrative:
        '$cause Повідомлення вказувало на {2-5} виклики далі, і це коштувало {20-70} хвилин. Припущення, яке більше не діє, — на рядку {20-380}.',
      facts: ['$cause'],
      concepts: ['problem-solution', 'why-it-exists'],
      read: ['$file'],
      modified: [],
    },
    {
      type: 'bugfix',
      title: 'Виправлено: $area',
      subtitle: 'Змінено {8-60} рядків, вилучено {1-4}',
      narrative:
        '$remedy Зміна — в коміті {commit}; поза $file про неї ніхто не мусить знати. Усі {40-320} тестів проходять за {2-19} с.',
      facts: ['$remedy', 'Стару поведінку тримає тест, який без зміни падає'],
      concepts: ['problem-solution', 'what-changed'],
      read: ['$file'],
      modified: ['$file', '$test'],
    },
    {
      type: 'change',
      title: 'Тест на випадок із життя: $area',
      subtitle: '{2-7} випадків, {1-3} з них зі справжніх даних',
      narrative:
        'Випадки взято зі скарги та з країв: порожньо, один, багато і саме те значення, що нашкодило. Без виправлення {1-4} із них падають і називають значення.',
      facts: ['У $test нових випадків: {2-7}', '$lesson'],
      concepts: ['pattern'],
      read: ['$file'],
      modified: ['$test'],
    },
  ],
  summary: {
    request: 'Знайти й виправити: $area.',
    investigated: '$symptom Файл $file пройдено рядок за рядком на даних зі скарги.',
    learned: '$cause $lesson',
    completed: '$remedy Це тримає тест.',
    nextSteps: '$next',
  },
};

const guard: Story = {
  prompts: ['Перш ніж чіпати це знову, хочу тести. Тема: $area. Що не перевірено?'],
  observations: [
    {
      type: 'discovery',
      title: 'Покриття тестами — {40-71} %: $area',
      subtitle: 'Гілки, що зламалася минулого разу, там немає',
      narrative:
        'Звичайний шлях $test проходить {4-12} разів, а шлях помилки — жодного. $cause Саме ця гілка без тесту.',
      facts: ['Гілок файлу $file, яких тести не торкаються: {3-9}'],
      concepts: ['how-it-works'],
      read: ['$file', '$test'],
      modified: [],
    },
    {
      type: 'feature',
      title: 'Тести на властивості: $area',
      subtitle: '{200-900} породжених випадків за {1-6} с',
      narrative:
        'Випадки породжуються із зерна, яке друкується, коли щось падає. Для всіх виконуються дві властивості: порядок нічого не змінює, і повторення нічого не змінює. Один випадок знайшов помилку, якої людина не вигадала б.',
      facts: ['Зерно {10000-99999} лишилося сталим випадком', '$lesson'],
      concepts: ['pattern', 'trade-off'],
      read: ['$file'],
      modified: ['$test'],
    },
    {
      type: 'bugfix',
      title: 'Порожні вхідні дані: $area',
      subtitle: 'Знайшли породжені випадки',
      narrative:
        'На порожньому списку рядок {20-380} ділив на його довжину. Тепер результат порожній, і людині про це кажуть. $remedy',
      facts: ['Порожні дані — це звичайні дані'],
      concepts: ['gotcha', 'problem-solution'],
      read: [],
      modified: ['$file', '$test'],
    },
  ],
  summary: {
    request: 'Перевірити тестами перед наступною зміною: $area.',
    investigated: 'Які гілки файлу $file проходять тести.',
    learned: '$lesson Шлях помилки не мав жодного тесту.',
    completed: 'Є тести на властивості з друкованим зерном, знайдену ними помилку виправлено.',
    nextSteps: '$next',
  },
};

const measure: Story = {
  prompts: [
    'Чи це досить швидко на малій машині? Тема: $area. Міряй, не вгадуй.',
    'Числа запиши там, де їх знайде наступний.',
  ],
  observations: [
    {
      type: 'discovery',
      title: 'Виміряно {300-900} мс, з них {180-290} мс чекання: $area',
      subtitle: 'Медіана {20-60} запусків на платі з 1 ГБ',
      narrative:
        'Половина часу — чекання на диск на рядку {20-380} файлу $file. Найповільніший запуск тривав {1200-2600} мс. На ноутбуці те саме триває {30-90} мс, тому ніхто не помічав.',
      facts: ['Медіана {300-900} мс, найгірше {1200-2600} мс', 'Пам’ять на піку {40-140} МБ'],
      concepts: ['how-it-works', 'gotcha'],
      read: ['$file'],
      modified: [],
    },
    {
      type: 'refactor',
      title: 'Одне читання замість {12-80}: $area',
      subtitle: 'Було {300-900} мс, стало {60-170} мс',
      narrative: 'Читання зібрано в один прохід файлом. Код став на {10-40} рядків коротший. $remedy',
      facts: ['Коміт {commit}', 'Пам’ять не перевищує {30-60} МБ'],
      concepts: ['what-changed', 'trade-off'],
      read: [],
      modified: ['$file'],
    },
    {
      type: 'decision',
      title: 'Межу записано в коді: $area',
      subtitle: 'Стала з назвою і причиною',
      narrative:
        'Число без причини змінить перший, хто поспішає. Стала каже, що виміряно, де і що зламається за нею. $lesson',
      facts: ['Вимір запускають на вимогу, а не з кожними тестами'],
      concepts: ['why-it-exists', 'pattern'],
      read: ['$file'],
      modified: ['$file'],
    },
  ],
  summary: {
    request: 'Виміряти на малій машині: $area.',
    investigated: 'Час і пам’ять у {20-60} запусках.',
    learned: 'Половина часу була чеканням. $lesson',
    completed: 'Один прохід замість багатьох читань; межа має назву.',
    nextSteps: '$next',
  },
};

const tidy: Story = {
  prompts: ['Файл $file виріс до {380-900} рядків. Розділи його, не змінюючи поведінки.'],
  observations: [
    {
      type: 'decision',
      title: 'Як ділити $file',
      subtitle: 'За тим, що змінюється разом',
      narrative:
        'З історії видно {2-4} групи функцій, що змінюються разом. Кожна стає файлом, названим іменником. $lesson',
      facts: ['Файлів замість одного: {3-6}', 'Жодна видима назва не змінюється'],
      concepts: ['trade-off', 'pattern'],
      read: ['$file'],
      modified: [],
    },
    {
      type: 'refactor',
      title: 'Розділено за {3-6} кроки: $file',
      subtitle: 'Після кожного кроку тести проходять',
      narrative:
        'Кожен крок переносить одну групу і більше нічого, щоб його можна було прочитати за хвилину. Функцій, які ніхто не кликав, знайшлося {2-5}; їх вилучено окремим комітом {commit}.',
      facts: ['Найдовший файл тепер має {90-220} рядків', 'Час тестів не змінився'],
      concepts: ['what-changed'],
      read: ['$test'],
      modified: ['$file', '$test'],
    },
    {
      type: 'discovery',
      title: 'Коментар уже був неправдою: $area',
      subtitle: 'Він описував стан до коміту {commit}',
      narrative: 'Коментар казав, що робить код, а код пішов далі. Тепер він каже чому: $cause',
      facts: ['Коментарі, що повторюють код, вилучено'],
      concepts: ['gotcha', 'why-it-exists'],
      read: ['$file'],
      modified: ['$file'],
    },
  ],
  summary: {
    request: 'Розділити $file, не змінюючи поведінки.',
    investigated: 'Які функції змінювалися разом в останніх {60-200} комітах.',
    learned: '$lesson',
    completed: 'Кілька малих файлів, тести ті самі, мертвий код вилучено.',
    nextSteps: '$next',
  },
};

const review: Story = {
  prompts: [
    'Прочитай зміну очима чужої людини. Тема: $area. Про що б ти спитав?',
    'Дай відповіді на свої запитання в коді.',
  ],
  observations: [
    {
      type: 'discovery',
      title: 'Про що спитає чужа людина: $area',
      subtitle: 'Запитань {4-9}, без відповіді в коді — {1-3}',
      narrative:
        'Чому порядок саме такий? Що буде, якщо зупинити посередині? Хто кличе це вночі? На останнє відповіді не було ніде: $cause',
      facts: ['$symptom'],
      concepts: ['how-it-works', 'why-it-exists'],
      read: ['$file', '$test'],
      modified: [],
    },
    {
      type: 'change',
      title: 'Назви тепер кажуть одиниці: $area',
      subtitle: 'timeout став timeoutMs, size став sizeBytes',
      narrative:
        'Два виклики передавали секунди замість мілісекунд; обидва чекали у тисячу разів менше, і повторна спроба це приховувала. Змінено назв: {4-13}.',
      facts: ['Дорогою знайдено хибних одиниць: {1-3}'],
      concepts: ['gotcha', 'what-changed'],
      read: [],
      modified: ['$file'],
    },
    {
      type: 'bugfix',
      title: 'Зупинка посередині більше не шкодить: $area',
      subtitle: 'Недописаний стан упізнається під час наступного запуску',
      narrative:
        '$remedy Тест зупиняє роботу після кожного з {5-12} кроків і починає знову; результат щоразу той самий.',
      facts: ['$lesson', 'У тесті робота зупиняється після {5-12} різних кроків'],
      concepts: ['problem-solution', 'pattern'],
      read: ['$file'],
      modified: ['$file', '$test'],
    },
  ],
  summary: {
    request: 'Прочитати очима чужої людини: $area.',
    investigated: 'Що буде, якщо зупинити посередині, і хто це кличе.',
    learned: '$cause $lesson',
    completed: 'Одиниці в назвах; зупинка посередині не шкодить.',
    nextSteps: '$next',
  },
};

export const ukrainianStories: readonly Story[] = [repair, guard, measure, tidy, review];
