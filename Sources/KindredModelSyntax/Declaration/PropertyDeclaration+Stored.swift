extension PropertyDeclaration {
  /// Whether a value may come back from the database other than it went there, as far as its type's name tells: times have
  /// more digits in memory, and a type of the user's own may do as it likes.
  package var mayChangeWhenStored: Bool {
    guard isColumn, foreignKey == nil, !isJSON else { return false }
    let name = type.filter { !" []?".contains($0) }
    return !KnownTypes.exact.contains(name)
  }
}
