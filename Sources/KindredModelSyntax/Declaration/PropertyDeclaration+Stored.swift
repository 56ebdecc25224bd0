extension PropertyDeclaration {
  /// Whether a value may change when it is stored, judging by the name of its type: times are more precise in memory,
  /// and a custom type may do anything.
  package var mayChangeWhenStored: Bool {
    guard isColumn, foreignKey == nil, embedding == nil, !isJSON else { return false }
    let name = type.filter { !" []?".contains($0) }
    return !KnownTypes.exact.contains(name)
  }
}
