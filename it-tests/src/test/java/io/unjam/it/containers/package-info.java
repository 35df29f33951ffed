/** The finished jar inside containers, with a real JDK image of each tested version. */
package io.unjam.it.containers;
