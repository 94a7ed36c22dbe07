/**
 * What one has to know to apply an entry as everybody else does. It changes whenever the log may hold what an older Parley
 * would not understand, or would apply in another way; a node that meets a higher one stops.
 */
export const LOG_VERSION = 1;
