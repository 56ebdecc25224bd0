extension Sequence<String> {
  /// The name that was probably meant: the one with the smallest edit distance, if it is small.
  package func nearest(to name: String) -> String? {
    let limit = Swift.max(1, name.count / 3)
    let ranked = map { ($0, $0.lowercased().changes(to: name.lowercased())) }.filter { $0.1 <= limit }
    return ranked.min { $0.1 < $1.1 }?.0
  }
}

extension String {
  /// The edit distance: the number of letters to insert, delete or replace.
  fileprivate func changes(to other: String) -> Int {
    let target = Array(other)
    var row = Array(0...target.count)
    for (index, character) in self.enumerated() {
      var diagonal = index
      row[0] = index + 1
      for column in target.indices {
        let replaced = diagonal + (character == target[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(replaced, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[target.count]
  }
}
