// swift-tools-version: 6.1
import CompilerPluginSupport
import PackageDescription

/// Every target is held to the same language rules.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
  name: "Kindred",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Kindred", targets: ["Kindred"]),
    .library(name: "KindredCore", targets: ["KindredCore"]),
    .library(name: "KindredCommands", targets: ["KindredCommands"]),
    .library(name: "KindredMigrations", targets: ["KindredMigrations"]),
    .library(name: "KindredPostgres", targets: ["KindredPostgres"]),
    .library(name: "KindredServiceLifecycle", targets: ["KindredServiceLifecycle"]),
    .library(name: "KindredSQLite", targets: ["KindredSQLite"]),
    .library(name: "KindredTesting", targets: ["KindredTesting"]),
    .plugin(name: "KindredPlugin", targets: ["KindredPlugin"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.1.0"),
    .package(url: "https://github.com/apple/swift-crypto", "3.12.3"..<"5.0.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.3.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.6.0"),
    .package(url: "https://github.com/swiftlang/swift-syntax", "602.0.0"..<"604.0.0"),
  ],
  targets: [
    .target(
      name: "Kindred",
      dependencies: ["KindredCore", "KindredMacros"],
      swiftSettings: settings
    ),
    .target(
      name: "KindredCore",
      dependencies: [
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      swiftSettings: settings
    ),
    .target(
      name: "KindredMigrations",
      dependencies: ["KindredCore", .product(name: "Logging", package: "swift-log")],
      swiftSettings: settings
    ),
    .target(
      name: "KindredCommands",
      dependencies: [
        "KindredCore", "KindredMigrations", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "KindredCommandsTests",
      dependencies: ["KindredCore", "KindredSQLite", "manage"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "KindredMigrationsTests",
      dependencies: [
        "Adopted", "CSQLite", "Kindred", "KindredCommands", "KindredMigrations", "KindredPostgres", "KindredSQLite",
        "ManageProgram", "MigrationFixtures", "MigrationProcess", "PostgresTestServer", "SeededRandom", "SwiftCompiler",
      ],
      swiftSettings: settings
    ),
    .target(
      name: "MigrationFixtures",
      dependencies: ["KindredMigrations"],
      path: "Tests/Support/MigrationFixtures",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "MigrationProcess",
      dependencies: ["KindredMigrations", "KindredPostgres", "KindredSQLite", "MigrationFixtures"],
      path: "Tests/Support/MigrationProcess",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "ManageProgram",
      dependencies: [
        "Kindred", "KindredCommands", "KindredCore", "KindredMigrations", "KindredPostgres", "KindredSQLite",
      ],
      path: "Tests/Support/ManageProgram",
      swiftSettings: settings,
      plugins: ["KindredPlugin"]
    ),
    .target(
      name: "KindredServiceLifecycle",
      dependencies: [
        "KindredCore",
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings
    ),
    .target(
      name: "KindredTesting",
      dependencies: ["KindredCore"],
      swiftSettings: settings
    ),
    .target(
      name: "KindredModelSyntax",
      dependencies: [
        .product(name: "SwiftDiagnostics", package: "swift-syntax"),
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "SwiftSyntax", package: "swift-syntax"),
      ],
      swiftSettings: settings
    ),
    .macro(
      name: "KindredMacros",
      dependencies: [
        "KindredModelSyntax",
        .product(name: "SwiftCompilerPlugin", package: "swift-syntax"),
        .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
        .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
      ],
      swiftSettings: settings
    ),
    .executableTarget(
      name: "kindred-generate",
      dependencies: ["KindredModelSyntax"],
      swiftSettings: settings
    ),
    .plugin(
      name: "KindredPlugin",
      capability: .buildTool(),
      dependencies: ["kindred-generate"]
    ),
    .systemLibrary(
      name: "CSQLite",
      pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]
    ),
    .target(
      name: "KindredSQLite",
      dependencies: ["CSQLite", "KindredCore", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings
    ),
    .target(
      name: "ExampleSupport",
      dependencies: ["Kindred", "KindredPostgres", "KindredSQLite"],
      path: "Examples/Support",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "Blog",
      dependencies: ["ExampleSupport", "Kindred", "KindredSQLite"],
      path: "Examples/Blog",
      swiftSettings: settings,
      plugins: ["KindredPlugin"]
    ),
    .target(
      name: "Polls",
      dependencies: ["Kindred", "KindredMigrations", "KindredSQLite"],
      path: "Examples/Polls/Sources/Polls",
      swiftSettings: settings,
      plugins: ["KindredPlugin"]
    ),
    .executableTarget(
      name: "manage",
      dependencies: [
        "Kindred", "KindredCommands", "KindredCore", "Polls",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Examples/Polls/Sources/manage",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "PollsSession",
      dependencies: ["Kindred", "Polls"],
      path: "Examples/Polls/Sources/PollsSession",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "Flights",
      dependencies: ["ExampleSupport", "Kindred", "KindredSQLite"],
      path: "Examples/Flights/Sources",
      swiftSettings: settings,
      plugins: ["KindredPlugin"]
    ),
    .testTarget(
      name: "KindredMacrosTests",
      dependencies: [
        "KindredMacros",
        .product(name: "SwiftDiagnostics", package: "swift-syntax"),
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "SwiftSyntax", package: "swift-syntax"),
        .product(name: "SwiftSyntaxBuilder", package: "swift-syntax"),
        .product(name: "SwiftSyntaxMacroExpansion", package: "swift-syntax"),
        .product(name: "SwiftSyntaxMacros", package: "swift-syntax"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "KindredModelSyntaxTests",
      dependencies: ["Kindred", "KindredModelSyntax", "SwiftCompiler", "kindred-generate"],
      swiftSettings: settings
    ),
    .target(
      name: "Library",
      dependencies: ["Kindred"],
      path: "Tests/Fixtures/Library",
      swiftSettings: settings,
      plugins: ["KindredPlugin"]
    ),
    .target(
      name: "HandWritten",
      dependencies: ["KindredCore"],
      path: "Tests/Fixtures/HandWritten",
      swiftSettings: settings
    ),
    .target(
      name: "Names",
      dependencies: ["Kindred"],
      path: "Tests/Fixtures/Names",
      swiftSettings: settings,
      plugins: ["KindredPlugin"]
    ),
    .target(
      name: "Isolated",
      dependencies: ["Kindred"],
      path: "Tests/Fixtures/MainActor",
      // As `.defaultIsolation(MainActor.self)`, which manifests of this tools version do not have yet.
      swiftSettings: settings + [.unsafeFlags(["-default-isolation", "MainActor"])],
      plugins: ["KindredPlugin"]
    ),
    .testTarget(
      name: "KindredBehaviourTests",
      dependencies: [
        "Isolated", "Kindred", "KindredPostgres", "KindredSQLite", "Library", "Names", "PostgresTestServer",
        "SeededRandom",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
        .product(name: "MetricsTestKit", package: "swift-metrics"),
        .product(name: "Tracing", package: "swift-distributed-tracing"),
      ],
      swiftSettings: settings,
      plugins: ["KindredPlugin"]
    ),
    .target(
      name: "ParityJudge",
      dependencies: ["Kindred"],
      path: "Tests/Parity/Judge",
      swiftSettings: settings,
      plugins: ["KindredPlugin"]
    ),
    .executableTarget(
      name: "ParityCompare",
      dependencies: ["Kindred", "KindredPostgres", "KindredSQLite", "ParityJudge"],
      path: "Tests/Parity/Compare",
      swiftSettings: settings
    ),
    .testTarget(
      name: "KindredParityTests",
      dependencies: ["Kindred", "KindredPostgres", "KindredSQLite", "ParityJudge", "PostgresTestServer"],
      swiftSettings: settings
    ),
    .target(
      name: "Adopted",
      dependencies: ["Kindred", "KindredMigrations"],
      path: Context.environment["KINDRED_ADOPTION"] ?? "Tests/Adoption/Adopted",
      swiftSettings: settings,
      plugins: ["KindredPlugin"]
    ),
    .testTarget(
      name: "KindredTestingTests",
      dependencies: ["Kindred", "KindredPostgres", "KindredSQLite", "KindredTesting", "PostgresTestServer"],
      swiftSettings: settings,
      plugins: ["KindredPlugin"]
    ),
    .testTarget(
      name: "KindredPoolTests",
      dependencies: [
        "KindredCore", "SeededRandom",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "MetricsTestKit", package: "swift-metrics"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "KindredServiceLifecycleTests",
      dependencies: [
        "KindredCore", "KindredServiceLifecycle", "KindredSQLite",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "KindredSQLiteTests",
      dependencies: ["CSQLite", "HandWritten", "KindredCore", "KindredSQLite", "SeededRandom"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "KindredCoreTests",
      dependencies: ["HandWritten", "KindredCore", "KindredSQLite", "SwiftCompiler"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "KindredDocumentationTests",
      dependencies: [
        "Kindred", "KindredMigrations", "KindredPostgres", "KindredServiceLifecycle", "KindredSQLite", "KindredTesting",
        "SwiftCompiler",
        "kindred-generate",
        .product(name: "SwiftParser", package: "swift-syntax"),
        .product(name: "SwiftSyntax", package: "swift-syntax"),
      ],
      exclude: ["Prelude.swift"],
      swiftSettings: settings
    ),
    .systemLibrary(name: "CSockets"),
    .target(
      name: "KindredSockets",
      dependencies: ["CSockets", "KindredCore"],
      swiftSettings: settings
    ),
    .testTarget(
      name: "KindredSocketsTests",
      dependencies: ["KindredSockets"],
      swiftSettings: settings
    ),
    .systemLibrary(
      name: "CPostgres",
      pkgConfig: "libpq",
      providers: [.apt(["libpq-dev"]), .brew(["libpq"])]
    ),
    .target(
      name: "KindredPostgres",
      dependencies: [
        "CPostgres", "KindredCore", "KindredSockets",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "KindredPostgresTests",
      dependencies: [
        "CPostgres", "HandWritten", "KindredCore", "KindredPostgres", "KindredSockets", "PostgresTestServer",
        "SeededRandom",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings
    ),
    .testTarget(
      name: "KindredFaultTests",
      dependencies: ["CSQLite", "Kindred", "KindredPostgres", "KindredSQLite", "PostgresTestServer", "SeededRandom"],
      swiftSettings: settings,
      plugins: ["KindredPlugin"]
    ),
    .target(
      name: "SeededRandom",
      path: "Tests/Support/SeededRandom",
      swiftSettings: settings
    ),
    .target(
      name: "SwiftCompiler",
      path: "Tests/Support/SwiftCompiler",
      swiftSettings: settings
    ),
    .target(
      name: "PostgresTestServer",
      dependencies: ["CPostgres"],
      path: "Tests/Support/PostgresTestServer",
      swiftSettings: settings
    ),
  ]
)

// Scripts/adopt runs `adopt-django` on a project of Django's, which writes its models into another folder.
if Context.environment["KINDRED_ADOPTION"] != nil {
  package.targets += [
    .executableTarget(
      name: "AdoptedManage",
      dependencies: ["Adopted", "KindredCommands", "KindredCore", "KindredPostgres", "KindredSQLite"],
      path: "Tests/Adoption/Manage",
      swiftSettings: settings
    ),
    .executableTarget(
      name: "AdoptedCheck",
      dependencies: ["Adopted", "Kindred", "KindredPostgres", "KindredSQLite"],
      path: "Tests/Adoption/Check",
      swiftSettings: settings
    ),
  ]
}
