extension String {
  /// `pub_date` from `pubDate`, and `html_body` from `HTMLBody`: the core's rule for column names.
  package var snakeCased: String {
    let characters = Array(self)
    var result = ""
    for (index, character) in characters.enumerated() {
      if character.isUppercase && characters.startsWord(at: index) { result.append("_") }
      result += character.isUppercase ? character.lowercased() : String(character)
    }
    return result
  }

  /// `blogEntry` from `BlogEntry`, and `urlAlias` from `URLAlias`: a leading acronym is one word.
  package var lowerCamelCased: String {
    let characters = Array(self)
    let capitals = characters.prefix(while: \.isUppercase).count
    let isFollowedByWord = capitals > 1 && capitals < characters.count && characters[capitals].isLowercase
    let head = isFollowedByWord ? capitals - 1 : capitals
    return String(characters.prefix(head)).lowercased() + String(characters.dropFirst(head))
  }
}

extension [Character] {
  fileprivate func startsWord(at index: Int) -> Bool {
    guard index > 0, self[index - 1] != "_" else { return false }
    return !self[index - 1].isUppercase || (index + 1 < count && self[index + 1].isLowercase)
  }
}
