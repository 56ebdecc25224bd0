/// The names that a foreign key of a set of fields has on its target, in one of the models that use the set.
///
/// The build plugin derives the same names; these are for look-ups by name at run time.
struct RelationNames {
  let accessor: String?
  let queryName: String?

  init(model: String, isOneToOne: Bool, relatedName: String?, relatedQueryName: String?) {
    let related = relatedName.map { Self.fill($0, model: model) }
    if let related, related.hasSuffix("+") {
      accessor = nil
      queryName = nil
      return
    }
    accessor = related ?? (isOneToOne ? model : model + "Set")
    queryName = relatedQueryName.map { Self.fill($0, model: model) } ?? related ?? model
  }

  /// Replaces the placeholder of a template by the model's name.
  static func fill(_ template: String, model: String) -> String {
    template.replacing("%(class)s", with: model).replacing("%(model_name)s", with: model)
  }
}

extension String {
  /// `blogEntry` from `BlogEntry`, and `urlAlias` from `URLAlias`: a leading acronym is one word.
  package var lowerCamelCased: String {
    let characters = Array(self)
    let capitals = characters.prefix(while: \.isUppercase).count
    let isFollowedByWord = capitals > 1 && capitals < characters.count && characters[capitals].isLowercase
    let head = isFollowedByWord ? capitals - 1 : capitals
    return String(characters.prefix(head)).lowercased() + String(characters.dropFirst(head))
  }
}
