/** Litmus tests of things that are wrong: the harness must find a forbidden outcome in each. */
package io.unjam.stress.broken;
