import type { LegacyWords } from './legacy-words.ts';

export const legacyUk: LegacyWords = {
  listTitle: (where) => `Membridge на Python зберігає у ${where}:`,
  listEmpty: (where) => `Membridge на Python не зберігає у ${where} нічого.`,
  noDatabase: 'бази немає',
  lockHeld: (host, freeAt) => `замок тримає ${host} до ${freeAt}: можливо, саме записує`,
  lockLapsed: (host) => `строк замка, що його поставив ${host}, минув`,
  lease: (primary, epoch) =>
    `головним був ${primary} (епоха ${epoch}); у Membridge головних немає, цього не перенесено`,
  bloom: "Там лежать і результати BLOOM (artifacts/…); це не пам'ять, їх не чіпаємо.",
  found: (project, id, host, at, rows, bytes) =>
    `Membridge на Python має проєкт «${project}» (${id}): ${rows}, ${bytes}, від ${host}, ${at}.`,
  foundBare: (id, rows, bytes) => `Membridge на Python має проєкт ${id}: ${rows}, ${bytes}.`,
  staleManifest: 'Його маніфест — не про цю базу; контрольна сума — про неї.',
  nothingHere: "Тут пам'яті ще немає.",
  unsoundHere: "Пам'ять тут не читається: її було б відкладено.",
  difference: (onlyHere, onlyThere) =>
    `Лише тут: ${onlyHere}; лише там: ${onlyThere}. База звідти стала б на місце тутешньої, а тутешню збережено.`,
  same: 'Робити нічого: те, що має membridge на Python, уже є тут.',
  importAct: "заміна тутешньої пам'яті на пам'ять membridge на Python",
  importQuestion: "Замінити пам'ять тут?",
  imported: (rows, point) => `З membridge на Python перенесено ${rows}; його базу збережено як ${point}.`,
  importHint: 'опублікуйте це командою `membridge push` або скасуйте командою `membridge undo`',
  exportPlan: (rows, where, id) => `Було б передано для membridge на Python у ${where}, проєкт ${id}: ${rows}.`,
  exportDifference: (onlyHere, onlyThere) =>
    `Лише тут: ${onlyHere}; лише там: ${onlyThere}. Те, що є лише там, збережеться на цій машині, а для старих машин зникне.`,
  exportFirst: 'Бази цього проєкту там ще немає.',
  exportOverDamaged: 'Те, що там лежить, — не справна база; її буде перезаписано.',
  exportAct: 'перезапис того, що має лише membridge на Python',
  exportQuestion: 'Перезаписати?',
  exported: (rows, bytes, where) => `Передано для membridge на Python у ${where}: ${rows} (${bytes}).`,
  exportedKept: (point) => `Те, що було там раніше, збережено тут як ${point}.`,
  exportHint: 'на старій машині це забере `claude-mem-pull`',
  exportSame: "Робити нічого: membridge на Python уже має цю пам'ять.",
};
