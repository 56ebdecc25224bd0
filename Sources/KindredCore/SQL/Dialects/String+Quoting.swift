extension String {
  /// The text with a scalar inserted before each occurrence of others. Works on scalars, not characters: a quotation
  /// mark with a combining accent is one `Character`, but the database sees the mark.
  package func inserting(_ inserted: Unicode.Scalar, before scalars: Unicode.Scalar...) -> String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalars.contains(scalar) { text.append(inserted) }
      text.append(scalar)
    }
    return String(text)
  }

  /// The text with each occurrence of a scalar doubled.
  package func doubling(_ scalar: Unicode.Scalar) -> String { inserting(scalar, before: scalar) }
}
