/** Ways in which applications are packed and JVMs are cut down. */
package io.unjam.it.packaging;
