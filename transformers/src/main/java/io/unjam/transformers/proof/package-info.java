/** Static analyses of bytecode that say whether an edit keeps a program's meaning. */
@NullMarked
package io.unjam.transformers.proof;

import org.jspecify.annotations.NullMarked;
