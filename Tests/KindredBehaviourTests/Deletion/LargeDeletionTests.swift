import Foundation
import Kindred
import KindredPostgres
import KindredSQLite
import Testing

@Suite("Deleting many rows")
struct LargeDeletionTests {
  /// An owner with so many pets, each with a toy.
  private func owner(with count: Int) async throws -> Owner {
    let owner = try await Owner.objects.create(name: "Gone", code: "g")
    guard let database = Database.current else { return owner }
    try await database.execute(
      """
      WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < \(count))
      INSERT INTO cascading_pet (owner_id, name) SELECT \(owner.id), 'pet' FROM numbers
      """)
    try await database.execute("INSERT INTO toy (pet_id) SELECT id FROM cascading_pet")
    return owner
  }

  /// How many pets there are. `KINDRED_ROWS` asks for more, and then the memory that the deletion takes is printed.
  private static let asked = ProcessInfo.processInfo.environment["KINDRED_ROWS"].flatMap { Int($0) }

  @Test("MQ-36: a cascade over many rows runs in parts of 10,000 keys")
  func parts() async throws {
    let count = Self.asked ?? 25_000
    try await withDatabase { log async throws in
      let owner = try await owner(with: count)
      _ = log.take()
      let plan = try await owner.deletionPlan()
      #expect(plan.perModel == ["Owner": 1, "CascadingPet": count, "Toy": count])
      let parts = (count + 9_999) / 10_000
      #expect(log.take().filter { $0.contains(#"FROM "toy""#) }.count == parts)
      let memory = PeakMemory()
      let start = ContinuousClock.now
      #expect(try await owner.delete().perModel == plan.perModel)
      if Self.asked != nil {
        print(
          "\(Backend.current?.rawValue ?? ""): \(2 * count + 1) rows, \(memory.growth ?? -1) KB more at the peak,",
          "\(ContinuousClock.now - start)")
      }
      let statements = log.take()
      // The pets are read at once.
      #expect(statements.filter { $0.hasPrefix(#"SELECT "cascading_pet""#) }.count == 1)
      #expect(statements.filter { $0.hasPrefix(#"DELETE FROM "toy""#) }.count == parts)
      #expect(statements.filter { $0.hasPrefix(#"DELETE FROM "cascading_pet""#) }.count == parts)
      #expect(statements.filter { $0.hasPrefix(#"DELETE FROM "owner""#) }.count == 1)
      #expect(try await CascadingPet.objects.count() == 0)
      #expect(try await Toy.objects.count() == 0)
    }
  }

  @Test("A long chain of rows that refer to each other is one statement for each level")
  func chain() async throws {
    try await withDatabase { _ async throws in
      let root = try await Folder.objects.create(name: "0")
      var last = root
      for depth in 1...200 { last = try await last.children.create(name: "\(depth)") }
      #expect(try await root.delete().perModel == ["Folder": 201])
    }
  }
}

/// The growth of the largest resident size of the process since the value was made, on Linux.
private struct PeakMemory {
  private let before: Int?

  init() {
    // Makes the present size the largest one.
    try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8)
    before = Self.kilobytes("VmHWM")
  }

  /// Kilobytes.
  var growth: Int? {
    guard let before, let now = Self.kilobytes("VmHWM") else { return nil }
    return now - before
  }

  private static func kilobytes(_ name: String) -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
    let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
  }
}
