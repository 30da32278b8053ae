/** The app as people see it. */
export const productName = 'Membridge';

/** Its program and its packages: `membridge` is the command line's, and both may be on one machine. */
export const packageName = 'membridge-tray';

export const copyright = 'Copyright (c) 2026 Membridge contributors';

/** Packages must name both, and there is neither an address nor a site yet: names that by RFC 2606 never lead anywhere. */
export const maintainer = 'Membridge contributors <maintainers@membridge.invalid>';
export const homepage = 'https://membridge.invalid';
