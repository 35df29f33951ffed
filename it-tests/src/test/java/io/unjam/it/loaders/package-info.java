/** Class loaders that are not the JDK's: what is rewritten in them links, or is left alone. */
package io.unjam.it.loaders;
