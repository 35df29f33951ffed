/** Rewritten yields in applications that run. */
package io.unjam.it.yields;
