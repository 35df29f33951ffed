/** The published descriptions of the rule format, generated from the catalogue. */
package io.unjam.transformers.rule.reference;
