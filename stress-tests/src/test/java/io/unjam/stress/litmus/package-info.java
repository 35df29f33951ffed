/**
 * Outcomes of a few operations in parallel, by jcstress: each either allowed, and why, or
 * forbidden.
 */
package io.unjam.stress.litmus;
