/** Other agents on the same command line, before and after ours. */
package io.unjam.it.beside;
