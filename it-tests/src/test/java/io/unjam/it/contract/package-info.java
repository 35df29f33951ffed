/**
 * The suites of the map contract on maps that the finished jar has replaced in the tests' own code.
 */
package io.unjam.it.contract;
