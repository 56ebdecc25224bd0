import Foundation

/// The results of the last two runs, as files.
enum Archive {
  private static let folder = "results"
  private static var latest: URL { URL(filePath: folder + "/latest.json") }
  private static var previous: URL { URL(filePath: folder + "/previous.json") }

  /// Stores the results beside those of the run before.
  ///
  /// - Returns: The results of the run before; nil when there are none that can be read.
  static func store(_ results: Results) throws -> Results? {
    let manager = FileManager.default
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let former = try? Data(contentsOf: latest)
    if let former { try former.write(to: previous) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(results).write(to: latest)
    return former.flatMap { try? JSONDecoder().decode(Results.self, from: $0) }
  }
}
