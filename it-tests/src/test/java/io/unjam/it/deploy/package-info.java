/** The files of the folder {@code packaging}: they say what they mean, and it works. */
package io.unjam.it.deploy;
