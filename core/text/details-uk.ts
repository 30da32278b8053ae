/**
 * What adapters say in English beside a fault's figures, in Ukrainian. Words of the operating system, SQLite and other
 * programs stay as they are: people search for them.
 */
const phrases: readonly (readonly [english: RegExp, ukrainian: string])[] = [
  // what a person typed
  [
    /^say where the memory is kept: --folder DIR, or --s3 URL --bucket NAME$/,
    "скажіть, де зберігати пам'ять: --folder DIR або --s3 URL --bucket NAME",
  ],
  [
    /^say one place where the memory is kept: --folder DIR or --s3 URL$/,
    "скажіть лише одне місце для пам'яті: --folder DIR або --s3 URL",
  ],
  [/^say at which store the bucket is: --s3 URL$/, 'скажіть, у якому сховищі кошик: --s3 URL'],
  [/^an account belongs to a store: --store NAME$/, 'обліковий запис належить сховищу: --store НАЗВА'],
  [/^say where it runs: --s3 URL, for example (.+)$/, 'скажіть, де воно працює: --s3 URL, наприклад $1'],
  [/^say which account: --account ID$/, 'скажіть, який обліковий запис: --account ID'],
  [/^say which region: --region NAME, for example (.+)$/, 'скажіть, який регіон: --region НАЗВА, наприклад $1'],
  [/^say which bucket: --bucket NAME$/, 'скажіть, який кошик: --bucket NAME'],
  [/^(\S+) is not set, though the other half is$/, '$1 не задано, хоча другу половину задано'],
  [/^the passphrase file (.+) cannot be read$/, 'файл із парольною фразою $1 не читається'],
  [/^(.+) is too large for a passphrase$/, 'файл $1 завеликий для парольної фрази'],
  [/^the file (.+) cannot be read$/, 'файл $1 не читається'],
  [/^the keychain does not open what it sealed$/, 'сховище паролів не відкриває того, що запечатало'],
  [/^(.+) is too large for settings$/, 'файл $1 завеликий для налаштувань'],
  [/^the passphrase is empty$/, 'парольна фраза порожня'],
  [/^a passphrase is one line without control characters$/, 'парольна фраза — це один рядок без керівних знаків'],
  [/^the passphrase is not valid Unicode$/, 'парольна фраза — не правильний Юнікод'],
  [/^the passphrase is longer than (\d+) bytes$/, 'парольна фраза довша за $1 байт'],
  [/^(.+) is the memory in use: leave out --to$/, "$1 — це робоча пам'ять: приберіть --to"],
  [
    /^(.+) lies in claude-mem's own folder: choose another place$/,
    '$1 лежить у власній теці claude-mem: виберіть інше місце',
  ],
  [
    /^(.+) lies in the folder where the memory is kept: choose another place$/,
    "$1 лежить у теці, де зберігається пам'ять: виберіть інше місце",
  ],
  [/^(.+) is this machine: run the command on another one$/, '$1 — це ця машина: виконайте команду на іншій'],
  [/^there is no folder (.+)$/, 'теки $1 немає'],
  [/^numbers of processes, as (.+)$/, 'номери процесів, як-от $1'],
  [/^at most (\d+) processes in one run$/, 'щонайбільше $1 процесів за один раз'],
  [/^a later tree needs an earlier one: --root DIR$/, 'пізніше дерево потребує ранішого: --root DIR'],
  [/^processes of another tree cannot be ended$/, 'процеси іншого дерева не можна завершити'],
  [/^(.+) is a folder$/, '$1 — це тека'],
  [/^(.+) cannot be written: (.+)$/, 'файл $1 не записується: $2'],
  [
    /^--json prints one document, and --follow never ends: use one of them$/,
    '--json друкує один документ, а --follow не завершується: виберіть щось одне',
  ],
  [/^missing required argument '(.+)'$/, 'бракує аргументу «$1»'],
  [/^option '(.+)' argument missing$/, 'параметру «$1» бракує значення'],
  [
    /^too many arguments for '(.+)'\. Expected (\d+) arguments? but got (\d+).*$/,
    'забагато аргументів для «$1»: треба $2, дано $3',
  ],
  [/^(.+) names two images: (.+)$/, '$1 називає два знімки: $2'],
  // what may be set
  [/^a whole number from (\S+) to (\S+)$/, 'ціле число від $1 до $2'],
  [/^on or off$/, 'on або off'],
  [/^the name of a bucket$/, 'назва кошика'],
  [/^the id of an account$/, 'номер облікового запису'],
  [/^the name of a region$/, 'назва регіону'],
  [
    /^the whole path, from \/ on, or one that begins with ~\/$/,
    'увесь шлях, починаючи з /, або такий, що починається з ~/',
  ],
  [/^the access key that the store gave$/, 'ключ доступу, який видало сховище'],
  [/^the secret key that the store gave$/, 'секретний ключ, який видало сховище'],
  [/^names with slashes between$/, 'назви зі скісними рисками між ними'],
  [/^a file with a certificate authority \(PEM\)$/, 'файл із центром сертифікації (PEM)'],
  [
    /^an address like https:\/\/s3\.example\.com, without a user name$/,
    'адреса на зразок https://s3.example.com, без імені користувача',
  ],
  [/^one of (.+)$/, 'одне з: $1'],
  [/^a text that is not empty$/, 'непорожній текст'],
  [/^a text of 1 to (\d+) characters$/, 'текст від 1 до $1 знаків'],
  [/^(\d+) hex digits$/, '$1 шістнадцяткових цифр'],
  [/^folder in this version$/, 'folder у цій версії'],
  // files and folders here
  [/^it is not JSON$/, 'це не JSON'],
  [/^it is empty$/, 'файл порожній'],
  [/^it is not a file$/, 'це не файл'],
  [/^it has (\d+) bytes$/, 'його розмір — $1 байт'],
  [/^it is a file, not a folder$/, 'це файл, а не тека'],
  [/^it is a folder$/, 'це тека'],
  [/^it is no ordinary file$/, 'це не звичайний файл'],
  [/^it cannot be read \((.+)\)$/, 'не читається ($1)'],
  [/^it cannot be made \((.+)\)$/, 'її не вдалося створити ($1)'],
  [/^nothing can be written in it \((.+)\)$/, 'у ній нічого не записується ($1)'],
  [/^it belongs to user (\d+), and this is user (\d+)$/, 'вона належить користувачеві $1, а це користувач $2'],
  [/^symbolic links in a circle$/, 'символьні посилання замкнулися в коло'],
  [/^its checksum is not the one noted when it was kept$/, 'контрольна сума не та, яку записали під час збереження'],
  [/^another program$/, 'інша програма'],
  // the remote
  [/^permission denied \((.+)\)$/, 'бракує прав ($1)'],
  [/^operation not permitted \((.+)\)$/, 'дію заборонено ($1)'],
  [/^it is read-only \((.+)\)$/, 'туди не можна писати ($1)'],
  [/^the device is gone \((.+)\)$/, 'пристрій зник ($1)'],
  [/^the device reports an error \((.+)\)$/, 'пристрій повідомляє про помилку ($1)'],
  [/^no answer in time \((.+)\)$/, 'немає вчасної відповіді ($1)'],
  [/^the network folder is not connected \((.+)\)$/, "мережеву теку не під'єднано ($1)"],
  [/^the network folder has changed on its server \((.+)\)$/, 'мережева тека змінилася на сервері ($1)'],
  // stored objects
  [/^it is missing$/, 'його бракує'],
  [/^its checksum differs$/, 'контрольна сума інша'],
  [/^it is not an age file$/, 'це не файл age'],
  [/^it is not an age file with a passphrase$/, 'це не файл age з парольною фразою'],
  [
    /^it does not open: changed, cut, or sealed with another identity$/,
    'він не відкривається: змінений, обрізаний або запечатаний іншим ключем',
  ],
  [/^it does not open: changed or cut$/, 'він не відкривається: змінений або обрізаний'],
  [/^it does not unpack$/, 'він не розпаковується'],
  [/^its mac is wrong: changed, or of another project$/, 'його підпис хибний: змінений або з іншого проєкту'],
  [/^it was (?:sealed|written) as (.+)$/, 'його записали під назвою $1'],
  [/^it was written for another project$/, 'його записали для іншого проєкту'],
  [/^its content does not match its checksum$/, 'вміст не відповідає контрольній сумі'],
  [/^its name does not match its content$/, 'назва не відповідає вмісту'],
  [/^its image is not the one of its head$/, 'знімок не той, на який вказує версія'],
  [/^its image is no sound database$/, 'його знімок — не ціла база'],
  [/^its plain bytes differ$/, 'розпаковані байти інші'],
  [/^somebody else wrote it$/, 'його записав хтось інший'],
  [/^it was read back changed$/, 'прочиталося не те, що записали'],
  // claude-mem's worker
  [/^claude-mem's worker does not start$/, 'вона не запускається'],
  [/^claude-mem's worker does not become ready$/, 'вона не стає готовою'],
  [/^claude-mem's worker \(pid (\d+)\) does not end$/, 'процес $1 не завершується'],
  [/^bun, which runs claude-mem's worker, was not found$/, 'не знайдено bun, який її запускає'],
  [/^(.+) is held by (.+)$/, 'файл $1 тримає $2'],
];

/** The same detail in Ukrainian; as it is where nobody has put it into words yet. */
export function detailUk(english: string): string {
  for (const [pattern, ukrainian] of phrases) if (pattern.test(english)) return english.replace(pattern, ukrainian);
  return english;
}
