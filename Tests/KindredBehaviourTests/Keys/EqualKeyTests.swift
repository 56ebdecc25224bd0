import Kindred
import Testing

/// "café" with one code point for its last letter, and with two.
private let composed = "caf\u{E9}"
private let decomposed = "cafe\u{301}"

@Suite("Keys that Swift calls equal and that are two rows")
struct EqualKeyTests {
  private func withNations(_ body: () async throws -> Void) async throws {
    try await withDatabase { _ async throws in
      for (name, size) in [(composed, 1), (decomposed, 2)] {
        try await Nation.objects.create(name: name, size: size)
        try await Town.objects.create(nationID: name, name: "town of \(size)")
      }
      try await body()
    }
  }

  @Test("A row gets the object of its own key, whether it is loaded alone or with its siblings")
  func relations() async throws {
    try await withNations { () async throws in
      for towns in [
        try await Town.objects.order { $0.id }.all(), try await Town.objects.order { $0.id.desc }.all().reversed(),
      ] {
        var sizes: [Int] = []
        for town in towns { sizes.append(try await town.nation.size) }
        #expect(sizes == [1, 2])
        #expect(towns.map { $0.$nation.loaded?.size } == [1, 2])
      }
      for size in [1, 2] {
        #expect(try await Town.objects.get { $0.name == "town of \(size)" }.nation.size == size)
        #expect(try await Nation.objects.get { $0.size == size }.townSet.all().map(\.name) == ["town of \(size)"])
      }
    }
  }

  @Test("Loaded objects are kept apart by what is stored for their keys")
  func loaded() async throws {
    try await withNations { () async throws in
      let nation = try await Nation.objects.get { $0.size == 1 }
      var town = Town(nation: nation, name: "x")
      #expect(town.$nation.loaded?.size == 1)
      town.nationID = decomposed
      #expect(try await town.nation.size == 2)
    }
  }

  @Test("Deleting both deletes both, and what refers to them")
  func deletion() async throws {
    try await withNations { () async throws in
      let deleted = try await Nation.objects.delete()
      #expect(deleted.perModel == ["Nation": 2, "Town": 2])
      #expect(try await Town.objects.count() == 0)
      #expect(try await Nation.objects.count() == 0)
    }
  }

  @Test("A dictionary by key, which cannot hold both, is refused")
  func inBulk() async throws {
    try await withNations { () async throws in
      let error = await kindredError(.invalidQuery) { _ = try await Nation.objects.inBulk() }
      #expect(error?.model == "Nation")
      await kindredError(.invalidQuery) { _ = try await Nation.objects.inBulk([composed, decomposed]) }
      #expect(try await Nation.objects.filter { $0.size == 2 }.inBulk()[decomposed]?.size == 2)
    }
  }

  @Test("The same with a type of one's own that calls more equal than the database")
  func looserType() async throws {
    try await withDatabase { _ async throws in
      for name in ["A1", "a1"] {
        let mark = try await Shelfmark.objects.create(label: Label(name), title: name)
        try await Copy.objects.create(shelfmark: mark)
      }
      var titles: [String] = []
      for copy in try await Copy.objects.order({ $0.id }).all() { titles.append(try await copy.shelfmark.title) }
      #expect(titles == ["A1", "a1"])
      await kindredError(.invalidQuery) { _ = try await Shelfmark.objects.inBulk() }
    }
  }

  @Test("And with one that calls less equal")
  func stricterType() async throws {
    try await withDatabase { _ async throws in
      try await Mailbox.objects.create(address: Address("Ann@x.org"), owner: "Ann")
      var letter = Letter(mailboxID: Address("ANN@x.org"))
      try await letter.save()
      #expect(try await letter.mailbox.owner == "Ann")
      letter.mailboxID = Address("ann@X.org")
      #expect(try await letter.mailbox.owner == "Ann")
    }
  }
}
