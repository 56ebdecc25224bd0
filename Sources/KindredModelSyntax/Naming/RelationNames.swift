/// The names of a foreign key on its target (inventory ).
package struct RelationNames: Sendable, Hashable {
  /// The manager's name on the target; nil if it has none.
  package var accessor: String?
  /// The name in look-ups from the target; nil if it has none.
  package var queryName: String?

  /// Derives the names.
  ///
  /// - Parameters:
  ///   - model: The name of the model that has the key.
  ///   - isOneToOne: Whether at most one object points to each target, which then is named after the model alone.
  ///   - relatedName: The attribute's argument. If it ends with `+`, the target gets neither name; `%(class)s` stands
  ///     for the model.
  ///   - relatedQueryName: The attribute's argument for the name in look-ups.
  package init(model: String, isOneToOne: Bool = false, relatedName: String?, relatedQueryName: String?) {
    let base = model.lowerCamelCased
    let related = relatedName.map { RelationNames.fill($0, model: base) }
    if let related, related.hasSuffix("+") {
      accessor = nil
      queryName = nil
      return
    }
    accessor = related ?? (isOneToOne ? base : base + "Set")
    queryName = relatedQueryName.map { RelationNames.fill($0, model: base) } ?? related ?? base
  }

  /// Replaces the placeholder of a template by the model's name.
  package static func fill(_ template: String, model: String) -> String {
    template.replacing("%(class)s", with: model).replacing("%(model_name)s", with: model)
  }
}
