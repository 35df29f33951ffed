/** The proof that a section may be run by whatever thread holds its lock. */
@NullMarked
package io.unjam.transformers.proof.combining;

import org.jspecify.annotations.NullMarked;
