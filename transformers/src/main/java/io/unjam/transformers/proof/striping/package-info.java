/**
 * The proof that a lock and the maps it guards may be split by key. {@link
 * io.unjam.transformers.proof.striping.StripingProof} says what is proven and how.
 */
@NullMarked
package io.unjam.transformers.proof.striping;

import org.jspecify.annotations.NullMarked;
