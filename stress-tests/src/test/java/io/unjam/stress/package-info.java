/**
 * Tools that search for races, each in JVMs of its own on each JDK: Lincheck for linearizability,
 * jcstress for outcomes that the memory model forbids. Both are also shown something broken, which
 * they must find.
 */
package io.unjam.stress;
