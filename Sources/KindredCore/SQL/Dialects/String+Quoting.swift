extension String {
  /// The text with another scalar before each of a kind. A quotation mark with an accent behind it is one character, but
  /// the database sees the mark.
  package func inserting(_ inserted: Unicode.Scalar, before scalars: Unicode.Scalar...) -> String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalars.contains(scalar) { text.append(inserted) }
      text.append(scalar)
    }
    return String(text)
  }

  /// The text with each scalar of a kind twice.
  package func doubling(_ scalar: Unicode.Scalar) -> String { inserting(scalar, before: scalar) }
}
