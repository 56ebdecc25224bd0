import Foundation
import KindredCore
import Testing

@testable import KindredSQLite

@Suite("Paths and URLs")
struct LocationTests {
  @Test(
    "What a URL says",
    arguments: [
      ("sqlite:///var/lib/blog.sqlite", "/var/lib/blog.sqlite", SQLiteLocation.Mode.create),
      ("sqlite:blog.sqlite", "blog.sqlite", .create),
      ("sqlite://blog.sqlite?mode=ro", "blog.sqlite", .readOnly),
      ("sqlite:blog.sqlite?mode=rwc", "blog.sqlite", .create),
      ("file:///var/lib/blog.sqlite?mode=ro", "/var/lib/blog.sqlite", .readOnly),
      ("file://localhost/blog.sqlite?mode=rw", "/blog.sqlite", .existing),
      ("file:/blog.sqlite?immutable=1", "/blog.sqlite", .immutable),
      ("file:blog.sqlite?mode=ro&immutable=true", "blog.sqlite", .immutable),
      ("file:blog.sqlite?immutable=0", "blog.sqlite", .create),
      ("file:blog.sqlite?", "blog.sqlite", .create),
      ("file:a%20b%3Fc%23d%25.sqlite?m%6Fde=r%6F", "a b?c#d%.sqlite", .readOnly),
      ("sqlite:100%.sqlite", "100%.sqlite", .create),
      ("sqlite:%zz%4", "%zz%4", .create),
      ("file:%C3%B6.sqlite", "ö.sqlite", .create),
      ("file::memory:", ":memory:", .create),
      ("sqlite::memory:", ":memory:", .create),
      ("sqlite:", ":memory:", .create),
      ("file:anything?mode=memory", ":memory:", .create),
      ("blog.sqlite?mode=ro", "blog.sqlite?mode=ro", .create),
      ("a#b%20.sqlite", "a#b%20.sqlite", .create),
    ])
  func url(_ text: String, path: String, mode: SQLiteLocation.Mode) {
    let location = SQLiteLocation(text)
    #expect(location == SQLiteLocation(path: path, mode: mode))
    #expect(location.problem == nil)
  }

  @Test("Who only looks finds an empty database in place of a missing file, and files that exist as they are")
  func withoutCreating() async throws {
    try await Scratch.withFolder { folder in
      let path = folder + "/blog.sqlite"
      func look(_ location: SQLiteLocation) async throws -> [String] {
        let database = try Database.$createsMissingFiles.withValue(false) { try Database(sqlite: location) }
        let names = try await database.query("SELECT name FROM sqlite_master", as: String.self).all()
        await database.close()
        return names
      }
      #expect(try await look(.file(path)) == [])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
      // A mode that needs the file says so, as always.
      let existing = await kindredError { _ = try await look(.file(path, mode: .existing)) }
      #expect(existing?.message.hasSuffix("there is no such file, and the mode does not create one.") == true)
      let folderless = await kindredError { _ = try await look(.file(folder + "/other/blog.sqlite")) }
      #expect(folderless?.message.hasSuffix("its folder does not exist.") == true)
      let database = try Database(sqlite: .file(path))
      try await database.execute("CREATE TABLE page (id integer)")
      await database.close()
      #expect(try await look(.file(path)) == ["page"])
    }
  }

  @Test(
    "What cannot be read is said when the database is opened",
    arguments: [
      ("file:a.sqlite?mode=r", "its mode has to be ro, rw, rwc or memory"),
      ("file:a.sqlite?mode", "its mode has to be ro, rw, rwc or memory"),
      ("sqlite:a.sqlite?immutable=2", "immutable has to be 1 or 0"),
      ("file:a.sqlite?cache=shared", "it has the parameter \"cache\"; those that are known are mode and immutable"),
      ("file:a.sqlite?immutable=1&mode=rw", "a file that is immutable cannot be written"),
      ("file://server/a.sqlite", "it names a host"),
      ("sqlite:a#b.sqlite", "it has a # in it"),
      ("file:%ff.sqlite", "its percent codes are not UTF-8"),
      ("file::memory:?mode=ro", "a database in memory has no mode of its own"),
    ])
  func problem(_ url: String, text: String) async {
    let error = await kindredError { _ = try Database(sqlite: SQLiteLocation(url)) }
    #expect(error?.code == .cannotOpen)
    #expect(error?.message.hasPrefix("The URL \"\(url)\" of a database cannot be read: \(text)") == true)
  }

  @Test(
    "Nothing is a path by percent codes, either", arguments: ["file:", "file:?mode=rwc", "file:a%00b", "sqlite:a%00b"])
  func impossible(_ url: String) async {
    let error = await kindredError { _ = try Database(sqlite: SQLiteLocation(url)) }
    #expect(error?.message == "The path of the database is empty or has a NUL character in it.")
  }

  @Test("In memory there is nothing that could only be read")
  func inMemory() async {
    let error = await kindredError { _ = try Database(sqlite: .file(":memory:", mode: .readOnly)) }
    #expect(error?.code == .cannotOpen)
  }

  @Test("A path that looks like a URL is a path")
  func literal() async throws {
    try await Scratch.withFolder { folder in
      let name = "file:a?mode=memory"
      let former = FileManager.default.currentDirectoryPath
      #expect(FileManager.default.changeCurrentDirectoryPath(folder))
      defer { _ = FileManager.default.changeCurrentDirectoryPath(former) }
      let database = try Database(sqlite: .file(name))
      try await database.createTables(for: [Shelf.self, Book.self])
      // Relative paths hold whatever becomes the process's folder.
      #expect(FileManager.default.changeCurrentDirectoryPath(former))
      try await Shelf.objects.using(database).create(Shelf(label: "a"))
      #expect(try await Shelf.objects.using(database).count() == 1)
      await database.close()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [name])
    }
  }

  @Test("A path in a variable opens a database")
  func variables() async throws {
    let path: String = ":memory:"
    #expect(try Database(sqlite: path) !== Database(sqlite: ":memory:"))
    let url = FileManager.default.temporaryDirectory.appending(path: "missing-\(UUID())").appending(path: "x.sqlite")
    #expect { try Database(sqlite: url.path) } throws: { ($0 as? KindredError)?.code == .cannotOpen }
  }
}
