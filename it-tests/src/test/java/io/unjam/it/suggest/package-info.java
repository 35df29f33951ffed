/** From a recording to rules that apply. */
package io.unjam.it.suggest;
