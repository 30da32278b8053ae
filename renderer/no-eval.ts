import { z } from 'zod';

// Must be loaded before any schema is made: zod would try whether it may compile code, and the page's policy tells of the try.
z.config({ jitless: true });
