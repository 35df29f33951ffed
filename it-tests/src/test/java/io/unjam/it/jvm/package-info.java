/** Starting JVMs of several versions with the finished jars, and bounding them. */
package io.unjam.it.jvm;
