/** Linearizability, by Lincheck: the variants' operations, what checks them, and how it is run. */
package io.unjam.stress.lincheck;
