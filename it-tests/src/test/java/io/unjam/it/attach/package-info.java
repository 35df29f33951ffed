/** The finished jar on JVMs that run already: attach, reload, off and on, detach. */
package io.unjam.it.attach;
