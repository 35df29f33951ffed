/** The project's own commands: what they say, and what they count. */
package io.unjam.it.command;
