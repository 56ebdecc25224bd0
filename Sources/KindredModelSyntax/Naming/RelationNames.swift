/// The names that a foreign key gives to its other end (inventory ).
package struct RelationNames: Sendable, Hashable {
  /// The manager's name on the target; nil when there is none.
  package var accessor: String?
  /// The name in lookups from the target; nil when there is none.
  package var queryName: String?

  /// Derives the names.
  ///
  /// - Parameters:
  ///   - model: The name of the model that has the key.
  ///   - relatedName: What the attribute says; a name that ends in `+` makes neither, and `%(class)s` stands for the
  ///     model.
  ///   - relatedQueryName: What the attribute says about lookups.
  package init(model: String, relatedName: String?, relatedQueryName: String?) {
    let base = model.lowerCamelCased
    let related = relatedName.map { RelationNames.fill($0, model: base) }
    if let related, related.hasSuffix("+") {
      accessor = nil
      queryName = nil
      return
    }
    accessor = related ?? base + "Set"
    queryName = relatedQueryName.map { RelationNames.fill($0, model: base) } ?? related ?? base
  }

  /// Puts the model's name where a template asks for it.
  package static func fill(_ template: String, model: String) -> String {
    template.replacing("%(class)s", with: model).replacing("%(model_name)s", with: model)
  }
}
