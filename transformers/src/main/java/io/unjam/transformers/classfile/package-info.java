/**
 * Reading class files without loading a class: constant-pool scan, hierarchy, digests, jars and
 * folders.
 */
@NullMarked
package io.unjam.transformers.classfile;

import org.jspecify.annotations.NullMarked;
