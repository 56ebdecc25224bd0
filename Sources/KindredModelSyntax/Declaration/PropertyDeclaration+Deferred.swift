extension PropertyDeclaration {
  /// The name of the stored property of a deferred column.
  package var deferredStorageName: String { "_" + name }

  /// The name of what users of the model see of a deferred column.
  package var deferredName: String { "$" + name }

  /// The type of the property in terms of that of the column: unwraps a JSON document.
  package var fromColumn: String { isJSON ? (isOptional ? "?.value" : ".value") : "" }

  /// A value of the property as one of the column.
  package func asColumn(_ value: String) -> String {
    guard isJSON else { return value }
    return isOptional ? "\(value).map(Kindred.JSON.init)" : "Kindred.JSON(\(value))"
  }
}
