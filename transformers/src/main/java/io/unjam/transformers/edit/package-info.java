/** Bytecode edits, one class per kind, and the verification of what they produce. */
@NullMarked
package io.unjam.transformers.edit;

import org.jspecify.annotations.NullMarked;
