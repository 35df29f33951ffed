/** Reports of the finished jar, as their readers see them. */
package io.unjam.it.report;
